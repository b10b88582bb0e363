import type { NightCounts } from '../domain/night-result.ts';
import type { PushResult } from '../domain/push-result.ts';
import { summed } from '../domain/summed.ts';

/** What was handed over: rows of Daybreak's own list of leads, and what became of the leads in the CRM, by scene. */
export interface Pushed extends Pick<NightCounts, 'leadsWritten' | 'leadsSame'> {
  readonly pushes: readonly PushResult[];
}

export const NOTHING_PUSHED: Pushed = { leadsWritten: 0, leadsSame: 0, pushes: [] };

/** Pushes of other scenes of the same run together. */
export function pushedTogether(pushed: readonly Pushed[]): Pushed {
  const counts = pushed.map(({ leadsWritten, leadsSame }) => ({ leadsWritten, leadsSame }));
  return { ...NOTHING_PUSHED, ...summed(counts), pushes: pushed.flatMap(({ pushes }) => pushes) };
}
