import type { NightRun } from '../domain/night.ts';

/** The key of a run's tags in the store. */
export const tagKey = ({ date, run }: Pick<NightRun, 'date' | 'run'>): string => `${date}/${run}`;
