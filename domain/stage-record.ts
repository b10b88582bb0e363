import type { RunKind, Stage } from './night.ts';
import type { RunDate } from './run-date.ts';

/** The record table of the ledger. */
export const LEDGER = 'ledger';

/** The error of what did not fail by itself. */
export const CANCELLED = 'cancelled';

/** How the error of a night begins whose workflow was terminated from outside; a reason may follow. */
export const TERMINATED = 'terminated';

/** Whether somebody ended the night by hand, which says nothing of whether it can be made. */
export const wasStopped = (error: string | undefined): boolean =>
  error === CANCELLED || error?.startsWith(TERMINATED) === true;

/**
 * One line of the ledger: what a stage of a run was made from, what it made, and how long that took. Clocks stand here and in the report,
 * never in the manifest. Stages that are cut by dimension or by scene have a line for each.
 */
export interface StageRecord {
  readonly dictionary: string;
  readonly date: RunDate;
  readonly run: number;
  readonly kind: RunKind;
  readonly stage: Stage;
  readonly dimension?: string;
  readonly scene?: string;
  /** `sealed`: done, and the run that it belongs to was sealed. */
  readonly state: 'running' | 'done' | 'failed' | 'sealed';
  /** Hashes by name: `rows`, `dictionary`, `index`, `models` …, and the outputs of earlier stages by their keys, such as `aggregate/user`. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: StageOutputs;
  /** Ids or opportunities that went through; 0 where a stage counts none. */
  readonly rows: number;
  readonly startedMs: number;
  readonly endedMs: number;
  /** 1, and one more for every time that a piece of the stage had to be done again. */
  readonly attempts: number;
  /** Code and sentence of a failure. */
  readonly error?: string;
}

/** The files of a stage together: SHA-256 over a line `path sha256` a file, ascending, paths within the run's folder; empty text for none. */
export interface StageOutputs {
  readonly files: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** `<date>/<run, five digits>/<stage>/<scene>/<dimension>`: the runs of a night stand together, in order. */
export const stageKey = ({
  date,
  run,
  stage,
  scene,
  dimension,
}: Pick<StageRecord, 'date' | 'run' | 'stage' | 'scene' | 'dimension'>): string =>
  `${date}/${String(run).padStart(5, '0')}/${stage}/${scene ?? ''}/${dimension ?? ''}`;

/** `aggregate/user`, `files/claim`, `score`: a line's name within its run, as the inputs of later stages have it. */
export const stageName = ({ stage, scene, dimension }: Pick<StageRecord, 'stage' | 'scene' | 'dimension'>): string =>
  [stage, scene, dimension].filter((part) => part !== undefined).join('/');
