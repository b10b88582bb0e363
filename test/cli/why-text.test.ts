import { expect, it } from 'vitest';
import { whyText } from '../../cli/why-text.ts';
import type { WhyModel, WhyMovedFeature } from '../../domain/why.ts';

const movedBy = (feature: string, change: number): WhyMovedFeature => ({
  ...{ feature, before: 1, now: 2, change, said: `${feature} in words`, causes: ['days'] },
  ...{ events: [], linked: [], unlinked: [] },
});
const DAY = { type: 'user', id: 'u-1', value: 1, events: [] };
const days = (count: number) => Array.from({ length: count }, (_, i) => ({ ...DAY, date: `2026-03-0${i + 1}` }));

const MODEL: WhyModel = {
  ...{ model: 'win', version: '1', scenes: ['claim'], scores: { score: 0.5 }, output: 'score' },
  ...{ method: 'tree-paths', scale: 'log-odds', start: -1, against: [] },
  for: [{ feature: 'a', value: 1, contribution: 0.3, said: 'a in words', days: days(4) }],
  moved: undefined,
};
const textOf = (model: Partial<WhyModel>): string =>
  whyText({ dictionary: 'shop', date: '2026-03-02', run: 1, opportunity: 'O-1', models: [{ ...MODEL, ...model }] });

/** Moves of a score, the strongest first. */
function moved(...changes: readonly number[]): Partial<WhyModel> {
  const features = changes.map((change, i) => movedBy(`f${i}`, change));
  const sides = { scoreBefore: 0.4, scoreNow: 0.5, change: 0.1 };
  const byCause = [...changes.slice(0, 1), 0.00001].map((change) => ({ causes: ['days'] as const, change }));
  return { moved: { since: '2026-03-01', run: 1, ...sides, byCause, features } };
}

it('lists what moved a score, and only counts what moved and changed nothing that is seen', () => {
  const text = textOf(moved(0.1, -0.00006, 0.00004, 0));
  expect(text).toContain('+0.1000  f0: 1 to 2');
  expect(text).toContain('-0.0001  f1: 1 to 2');
  expect(text).not.toMatch(/[+-]0\.0000/);
  expect(text).toContain('    and 2 more features moved, which changed nothing\n');
});

it('counts one as one', () => {
  const text = textOf({ ...moved(0.6, 0.5, 0.4, 0.3, 0.2, 0.1) });
  expect(text).toContain('    and 1 more feature moved\n');
  expect(text).toContain('             and 1 more day\n');
  expect(textOf({ for: [{ feature: 'a', value: 1, contribution: 0.3, said: 'a', days: days(5) }] })).toContain(
    'and 2 more days\n',
  );
});
