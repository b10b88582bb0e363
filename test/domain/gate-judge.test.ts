import { describe, expect, it } from 'vitest';
import { judgeScene, outcomeOf } from '../../domain/gate-judge.ts';
import { gateLimits } from '../../domain/gate-limits.ts';
import type { GoodNight, SceneMeasures } from '../../domain/gate-measures.ts';
import type { GateResult } from '../../domain/gate-result.ts';
import { bucketOf, FEATURE_BITS, SCORE_BITS, sketchOf, type ValueSketch } from '../../domain/value-sketch.ts';

/** `count` values from `from` up, evenly over a width of one. */
function even(count: number, from: number, bits = FEATURE_BITS): ValueSketch {
  const counts = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const bucket = bucketOf(from + i / count, bits);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return sketchOf(counts);
}

/** A scene of 1,000 with two features, of which the model reads `used`. */
const scene = (change: Partial<SceneMeasures> = {}): SceneMeasures => ({
  scene: 'claim',
  rows: 1000,
  population: '"all"',
  features: { used: even(900, 1), unused: even(900, 1) },
  definitions: { used: 'u1', unused: 'n1' },
  models: { win: { definition: 'm1', features: ['used'], outputs: { score: even(1000, 0.1, SCORE_BITS) } } },
  ...change,
});
const night = (date: string, change: Partial<SceneMeasures> = {}): GoodNight => ({ date, measures: scene(change) });
const good = [night('2026-03-03'), night('2026-03-02'), night('2026-03-01')];
const limits = gateLimits({ psi: { warn: 0.25, hold: 0.5 } }, 'claim');
const model = (change: object): SceneMeasures['models'] => ({ win: { ...scene().models['win']!, ...change } });

const found = (now: Partial<SceneMeasures>, nights = good): GateResult[] => judgeScene(scene(now), nights, limits);
/** What is not as it was: state, check, and what it is about. */
const noted = (results: readonly GateResult[]): string[] =>
  results
    .filter(({ state }) => state !== 'ok')
    .map(({ state, check, model: of, feature }) => [state, check, of ?? feature].filter(Boolean).join(' '));

describe('a scene that is as in the nights before', () => {
  it('is ok in every check, one of each thing', () => {
    const results = found({});
    expect(noted(results)).toEqual([]);
    expect(results.map(({ check }) => check).sort()).toEqual(['absent', 'absent', 'drift', 'drift', 'rows', 'scores']);
    expect(outcomeOf(results, { ...limits, action: 'hold' })).toBe('passed');
  });
});

describe('a scene that is not', () => {
  it.each([499, 2001, 0])('is held for %d opportunities after 1,000', (rows) => {
    const results = judgeScene(
      scene({ rows, features: {}, models: {} }),
      [night('2026-03-01', { models: {} })],
      limits,
    );
    expect(noted(results)).toContain('hold rows');
    expect(results[0]!.said).toMatch(/opportunities, 1,000 in the night of 2026-03-01; allowed are 500 to 2,000/);
  });

  it('may have half and twice as many', () => {
    for (const rows of [500, 2000])
      expect(noted(judgeScene(scene({ rows }), good, limits)).filter((text) => text.includes('rows'))).toEqual([]);
  });

  it('is held for a feature of a model that goes absent, and warned of for another', () => {
    const few = { used: even(500, 1), unused: even(900, 1) };
    expect(noted(found({ features: few }))).toEqual(['hold absent used']);
    expect(noted(found({ features: { used: even(900, 1) } }))).toEqual(['warn absent unused']);
    expect(noted(found({ features: { used: even(800, 1), unused: even(800, 1) } }))).toEqual([]);
  });

  it('is held for a feature of a model that drifts, and warned of for another', () => {
    expect(noted(found({ features: { used: even(900, 1.6), unused: even(900, 1.6) } }))).toEqual([
      'hold drift used',
      'warn drift unused',
    ]);
  });

  it('is not warned of for a feature that moves as much every night, but for one that moves more', () => {
    const at = (date: string, from: number): GoodNight =>
      night(date, { features: { used: even(900, from), unused: even(900, 1) } });
    const restless = [at('2026-03-03', 1.5), at('2026-03-02', 1), at('2026-03-01', 1.5), at('2026-02-28', 1)];
    const moved = (from: number): string[] =>
      noted(judgeScene(scene({ features: { used: even(900, from), unused: even(900, 1) } }), restless, limits));
    expect(moved(1.5)).toEqual([]);
    expect(moved(2.6)).toEqual(['hold drift used']);
    expect(noted(found({ features: { used: even(900, 1.5), unused: even(900, 1) } }))).not.toEqual([]);
  });

  it('is told of a drift while too few nights say what is usual', () => {
    const features = { used: even(900, 3), unused: even(900, 1) };
    const [first] = found({ features }, good.slice(0, 2));
    expect(first).toMatchObject({ check: 'drift', feature: 'used', state: 'told' });
    expect(first!.said).toMatch(/PSI \d.*more nights will say whether that is usual/);
  });

  it('is held for scores that moved though the model is the same, and told of them when it is another', () => {
    const outputs = { score: even(1000, 0.6, SCORE_BITS) };
    expect(noted(found({ models: model({ outputs }) }))).toEqual(['hold scores win']);
    const [first] = found({ models: model({ outputs, definition: 'm2' }) });
    expect(first).toMatchObject({ check: 'change', model: 'win', state: 'told' });
    expect(first!.value).toBeGreaterThan(0.25);
    expect(first!.said).toMatch(/^win is another model than on 2026-03-03; the values of its score lie otherwise/);
  });

  it('is not judged by what few opportunities can do by chance', () => {
    const few = (from: number): Partial<SceneMeasures> => ({
      rows: 5,
      features: { used: even(3, from) },
      definitions: { used: 'u1' },
      models: {},
    });
    const results = judgeScene(scene(few(1.5)), [night('2026-03-01', few(1))], limits);
    expect(noted(results)).toEqual([]);
    expect(results.find(({ check }) => check === 'drift')!.value).toBeGreaterThan(0.25);
  });
});

describe('what was changed on purpose', () => {
  it('is told and never held: a new feature, one that is made otherwise, one that is gone, a new model', () => {
    const results = found({
      features: { used: even(100, 50), fresh: even(10, 1) },
      definitions: { used: 'u2', fresh: 'f1' },
      models: { other: { definition: 'o1', features: ['fresh'], outputs: { score: even(1000, 5) } } },
    });
    expect(noted(results).sort()).toEqual([
      'told change fresh',
      'told change other',
      'told change unused',
      'told change used',
      'told change win',
    ]);
    expect(outcomeOf(results, { ...limits, action: 'hold' })).toBe('passed');
  });

  it('is another population: nothing is compared', () => {
    const results = found({ population: '["attrs.stage=won"]', rows: 3, features: {} });
    expect(noted(results)).toEqual(['told change']);
    expect(results[0]!.said).toMatch(/another population than on 2026-03-03/);
  });

  it('is compared with those nights only that had the same', () => {
    const nights = [night('2026-03-03', { definitions: { used: 'u0', unused: 'n1' } }), night('2026-03-02')];
    const drift = found({}, nights).find(({ check, feature }) => check === 'drift' && feature === 'used');
    expect(drift?.said).toMatch(/in the night of 2026-03-02/);
  });
});

describe('a first night', () => {
  it('is told to have nothing to compare with', () => {
    const results = found({}, []);
    expect(noted(results)).toEqual(['told change']);
    expect(outcomeOf(results, { ...limits, action: 'hold' })).toBe('passed');
  });
});

describe('what becomes of a scene that is held', () => {
  it('is as the settings of the scene say', () => {
    const results = found({ rows: 1 });
    const settings = { action: 'last-good', scenes: { match: { action: 'hold' } } } as const;
    expect(outcomeOf(results, gateLimits(undefined, 'claim'))).toBe('passed');
    expect(outcomeOf(results, gateLimits(settings, 'claim'))).toBe('last-good');
    expect(outcomeOf(results, gateLimits(settings, 'match'))).toBe('held');
  });
});
