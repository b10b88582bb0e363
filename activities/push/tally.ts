import type { PushResult } from '../../domain/push-result.ts';

type Count =
  | 'newer'
  | 'waiting'
  | 'changed'
  | 'same'
  | 'delivered'
  | 'found'
  | 'edited'
  | 'dead'
  | 'suppressed'
  | 'readBack'
  | 'differing';

/** Counts of a push as they grow. */
export type Tally = Record<Count | 'calls' | 'callsAgain', number> & {
  readonly examples: { readonly id: string; readonly reason: string }[];
};

const EXAMPLES = 5;

export const newTally = (): Tally => ({
  ...{ changed: 0, same: 0, delivered: 0, found: 0, edited: 0, dead: 0, suppressed: 0, readBack: 0, differing: 0 },
  ...{ newer: 0, waiting: 0, calls: 0, callsAgain: 0, examples: [] },
});

/** Counts a lead that failed, and keeps the first few. */
export function countDead(tally: Tally, id: string, reason: string): void {
  tally.dead += 1;
  giveExample(tally, id, reason);
}

/** Keeps one more lead and why, as long as there are fewer than five. */
export function giveExample(tally: Tally, id: string, reason: string): void {
  if (tally.examples.length < EXAMPLES) tally.examples.push({ id, reason });
}

/** @param stopped why the push came to no end; left out where it did */
export const resultOf = (
  scene: string,
  dryRun: boolean,
  { newer, waiting, ...tally }: Tally,
  stopped?: string,
): PushResult => ({
  scene,
  dryRun,
  ...tally,
  examples: [...tally.examples],
  ...(newer > 0 ? { newer } : {}),
  ...(waiting > 0 ? { waiting } : {}),
  ...(stopped === undefined ? {} : { stopped }),
});

/** For the sign of life. */
export const tallyText = ({ delivered, same, edited, dead, suppressed, calls }: Tally): string =>
  `${delivered} delivered, ${same} same, ${edited} edited, ${dead} dead, ${suppressed} suppressed, ${calls} calls`;
