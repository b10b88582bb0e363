import type { RunDate } from './run-date.ts';

/** The stages of a night, in order. */
export type Stage = 'ingest' | 'tag' | 'compute' | 'aggregate' | 'files' | 'map' | 'score' | 'push' | 'report';

/** What was asked for: with the dictionary folder and the store's rows it decides every byte. */
export interface NightRequest {
  readonly dictionary: string;
  readonly date: RunDate;
  /** Only this scene; undefined for all. */
  readonly scene: string | undefined;
  /** Blob path of a population list that replaces the scenes' own populations; undefined for those. */
  readonly population: string | undefined;
  /** Takes nothing over from an earlier night. It decides how long the night takes, and no byte. */
  readonly full?: boolean;
}

/** One run of a night: where its files go. */
export interface NightRun {
  readonly dictionary: string;
  readonly date: RunDate;
  readonly run: number;
}

/** The Temporal workflow id: one run a night and dictionary. */
export const nightWorkflowId = (dictionary: string, date: RunDate): string => `night/${dictionary}/${date}`;

/** Blob paths of a night. Everything of a run lies under its own folder; the manifest names the run that counts. */
export const nightFolder = ({ dictionary, date }: { dictionary: string; date: RunDate }): string =>
  `${dictionary}/${date}`;
export const runFolder = (run: NightRun): string => `${nightFolder(run)}/runs/${run.run}`;
export const manifestPath = (night: { dictionary: string; date: RunDate }): string =>
  `${nightFolder(night)}/manifest.json`;
export const partName = (part: number): string => `part-${String(part).padStart(5, '0')}`;
