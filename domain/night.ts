import type { RunDate } from './run-date.ts';

/** The stages of a night, in order. */
export const STAGES = [
  'ingest',
  'tag',
  'compute',
  'aggregate',
  'files',
  'map',
  'score',
  'gate',
  'push',
  'report',
] as const;
export type Stage = (typeof STAGES)[number];

/** Why a run was begun: at its time, to make a day again, or as one of a span of days. */
export type RunKind = 'night' | 'replay' | 'backfill';

/** What was asked for: with the dictionary folder and the store's rows it decides every byte. */
export interface NightRequest {
  readonly dictionary: string;
  readonly date: RunDate;
  /** Only this scene; undefined for all. */
  readonly scene: string | undefined;
  /** Blob path of a population list that replaces the scenes' own populations; undefined for those. */
  readonly population: string | undefined;
  /** Lines of that list that are no ids and were left out, for people: it decides no byte. */
  readonly populationAside?: PopulationAside;
  /** Takes nothing over from an earlier night. It decides how long the night takes, and no byte. */
  readonly full?: boolean;
  /** `night` where it is left out. */
  readonly kind?: RunKind;
  /** Makes a night anew that had begun before, from what that run saw; it decides what is read and what is taken over. */
  readonly replay?: ReplayRequest;
}

/** Lines of a population list that can be no id of any store. */
export interface PopulationAside {
  readonly count: number;
  /** The first few: file, line and why. */
  readonly examples: readonly string[];
}

/** How a night is made anew. */
export interface ReplayRequest {
  /** The first stage that is done anew; the results of those before it are taken over. Left out: all stages are done anew. */
  readonly fromStage?: Stage;
  /** Entity type: only its features are computed anew; those of the other types are taken over. */
  readonly only?: string;
  /** Takes in the rows that came since; else the store is read as it stood when the run that is replayed began. */
  readonly asKnownNow: boolean;
  /** Uses the dictionary folder as it is; else dictionary, index, scenes and models are those of the run that is replayed. */
  readonly dictionaryNow: boolean;
  /** Names of dictionary rows that the night is to have as well; only what they make is computed. */
  readonly features?: readonly string[];
  /** Hands the scores over to the CRM. */
  readonly push: boolean;
  /** Why, for people. */
  readonly because?: string;
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
/** The manifest of a night whose files went with retention: the night is sealed no longer, and this says what it had. */
export const thinnedPath = (night: { dictionary: string; date: RunDate }): string =>
  `${nightFolder(night)}/thinned.json`;
export const partName = (part: number): string => `part-${String(part).padStart(5, '0')}`;
