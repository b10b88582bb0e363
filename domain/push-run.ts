import type { PushResult } from './push-result.ts';
import type { RunDate } from './run-date.ts';

/** The pushes of one run's leads of a scene: the record pushRunKey of the table pushRunsTable(scene). Clocks stand here and in the ledger. */
export interface PushRun {
  readonly date: RunDate;
  readonly run: number;
  readonly parts: number;
  /** Names the journal; counts up with every run of the scene. Left out where the journal of an old run was dropped. */
  readonly journal?: number;
  /** Greatest journal that this run ever had. */
  readonly lastJournal: number;
  /** `waiting`: the CRM took no more calls, and the rest of the leads goes with the next push or retry. */
  readonly state: 'running' | 'done' | 'waiting' | 'stopped' | 'failed' | 'undone';
  /** Only its shadow fields were written. */
  readonly onlyShadows?: true;
  readonly startedMs: number;
  readonly endedMs?: number;
  /** As far as it came. */
  readonly result?: PushResult;
  /** Of `waiting`, `stopped` and `failed`: why. Of `undone`: what the person said. */
  readonly because?: string;
}

/** Whether the fields themselves, and not their shadows only, were written by a push that was not taken back. */
export const isStanding = ({ state, onlyShadows }: PushRun): boolean => state !== 'undone' && onlyShadows !== true;

export const pushRunsTable = (scene: string): string => `push-runs/${scene}`;
/** By date, then run. */
export const pushRunKey = ({ date, run }: Pick<PushRun, 'date' | 'run'>): string =>
  `${date}/${String(run).padStart(5, '0')}`;
