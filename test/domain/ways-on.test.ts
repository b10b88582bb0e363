import { describe, expect, it } from 'vitest';
import type { KeptOfRun, NightFailure } from '../../domain/failure-report.ts';
import type { NightRequest } from '../../domain/night.ts';
import { waysOn, type FailedNight } from '../../domain/ways-on.ts';

const request: NightRequest = { dictionary: 'shop', date: '2026-03-02', scene: undefined, population: undefined };
const failure: NightFailure = { code: 'STORE_FAILED', message: 'odd', next: 'mend it', cancelled: false };
const kept: KeptOfRun = { sealed: false, held: [], steps: { compute: 2 } };
const commands = (night: Partial<FailedNight>): string[] =>
  waysOn({ request, run: 2, stage: 'files', failure, kept, ...night }).map(({ command }) =>
    command.replace('npx daybreak ', '').replace(' shop --date 2026-03-02', ''),
  );

describe('after a night that failed', () => {
  it('it is run again, or gone on with where something can be taken over', () => {
    expect(commands({})).toEqual(['night', 'replay --from-stage files --push']);
    for (const stage of ['wait', 'ingest', 'tag', 'compute'] as const) expect(commands({ stage })).toEqual(['night']);
    expect(commands({ run: 0 })).toEqual(['night']);
    expect(commands({ kept: { ...kept, steps: {} } })).toEqual(['night']);
    expect(commands({ failure: { ...failure, code: 'INPUT_CHANGED' } })).toEqual(['night']);
  });

  it('it is asked for as before', () => {
    const asked = { ...request, scene: 'claim', population: 'shop/populations/x.txt', full: true };
    expect(commands({ request: asked, stage: 'tag' })).toEqual(['night --scene claim --population FILE --full']);
  });

  it('what is sealed is handed over, by a word on what is held first', () => {
    const sealed = { ...kept, sealed: true, counts: 2 };
    const stage = 'push';
    const asSealed = 'replay --from-stage push --push';
    expect(commands({ kept: sealed, stage })).toEqual(['night', asSealed]);
    const refused = { ...failure, code: 'CRM_REFUSED' };
    expect(commands({ kept: sealed, stage, failure: refused })).toEqual(['night', asSealed, 'push check shop']);
    expect(commands({ kept: { ...sealed, held: ['claim'] }, stage: 'gate' })[0]).toBe('release --because WHY');
  });

  it('a sealed night with other inputs now is planned or made anew', () => {
    expect(commands({ failure: { ...failure, code: 'NIGHT_SEALED' } })).toEqual([
      'plan',
      'replay --as-known-now --dictionary-now --push',
    ]);
  });

  it('replays and backfills are given again as they were', () => {
    const replay = { only: 'user', asKnownNow: true, dictionaryNow: false, push: false, because: 'a "fix"' };
    expect(commands({ request: { ...request, kind: 'replay', replay } })).toEqual([
      'replay --only user --as-known-now --because "a \\"fix\\""',
    ]);
    expect(commands({ request: { ...request, kind: 'backfill' } })).toEqual([
      'backfill shop --from 2026-03-02 --to 2026-03-02 --mode failed',
    ]);
    const features = { asKnownNow: false, dictionaryNow: false, push: false, features: ['login', 'call'] };
    expect(commands({ request: { ...request, kind: 'backfill', replay: features } })).toEqual([
      'backfill shop --from 2026-03-02 --to 2026-03-02 --feature login call',
    ]);
  });
});
