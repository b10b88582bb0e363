import { DaybreakError } from './errors.ts';
import type { NightRequest } from './night.ts';
import type { NightProgress } from './progress.ts';
import { wasStopped } from './stage-record.ts';
import { dateOfDay, dayOfDate, type RunDate } from './run-date.ts';

export const BACKFILL_MODES = ['missing', 'failed', 'all'] as const;
/** Which nights of a span are made: those that nobody ran or that were cancelled, those that failed (or were cancelled), or every one. */
export type BackfillMode = (typeof BACKFILL_MODES)[number];

/** A span of nights to be made; both ends belong to it. */
export interface BackfillRequest {
  readonly dictionary: string;
  readonly from: RunDate;
  readonly to: RunDate;
  readonly mode: BackfillMode;
  /** Nights at once. */
  readonly parallel: number;
  readonly newestFirst: boolean;
  /** What came since the runs that are replayed, and the dictionary folder as it is, count as well. */
  readonly asKnownNow: boolean;
  readonly dictionaryNow: boolean;
  /** Dictionary rows, by name, that sealed nights are to have as well; nothing else of them is computed. */
  readonly features?: readonly string[];
}

/** What is known of one date of a span before the backfill. */
export interface NightState {
  readonly date: RunDate;
  /** `begun`: a run has begun and neither ended nor failed, as far as anybody has written down. */
  readonly state: 'sealed' | 'failed' | 'begun' | 'missing';
  /** The run that counts, or the last one that began; undefined where none did. */
  readonly run?: number;
  /** A sealed night that has the features asked for already. */
  readonly has?: true;
  /** Of a failed night, or of the last attempt to hand a sealed one over. */
  readonly error?: string;
}

/** What would be done for one date, and why. */
export interface BackfillStep {
  readonly date: RunDate;
  /** `night`: as if it were its time; `replay`: as the run that began then saw it; `feature`: the sealed night with more columns. */
  readonly action: 'night' | 'replay' | 'feature' | 'skip';
  readonly because: string;
}

/** How one night of a backfill ended. */
export interface BackfillOutcome {
  readonly date: RunDate;
  readonly state: 'sealed' | 'failed';
  readonly run?: number;
  readonly error?: string;
}

export interface BackfillResult {
  /** In the order in which they ended. */
  readonly outcomes: readonly BackfillOutcome[];
  readonly skipped: number;
}

/** What the `progress` query of a backfill answers. */
export interface BackfillProgress extends Omit<NightProgress, 'stage'> {
  readonly stage: 'backfill' | 'done';
}

/** Spans longer than this are rather a slip of the keyboard. */
const MOST_DAYS = 3_660;

/** Every date of a span, ascending. @throws DaybreakError USAGE for a span that ends before it begins, or is longer than ten years */
export function datesOf({ from, to }: { readonly from: RunDate; readonly to: RunDate }): RunDate[] {
  const [first, last] = [dayOfDate(from), dayOfDate(to)];
  if (last < first) throw new DaybreakError('USAGE', `--to ${to} lies before --from ${from}`, 'change them over');
  if (last - first >= MOST_DAYS)
    throw new DaybreakError('USAGE', `${from} to ${to} are more than ${MOST_DAYS} days`, 'ask for a shorter span');
  return Array.from({ length: last - first + 1 }, (_, i) => dateOfDay(first + i));
}

/** A step for each state, in the order in which they are to begin; what is skipped is among them. */
export function backfillSteps(
  { mode, newestFirst, features }: Pick<BackfillRequest, 'mode' | 'newestFirst' | 'features'>,
  states: readonly NightState[],
): BackfillStep[] {
  const steps = states.map((state) => (features ? featureStep(state) : stepOf(mode, state)));
  return steps.sort((a, b) => (a.date < b.date ? -1 : 1) * (newestFirst ? -1 : 1));
}

function stepOf(mode: BackfillMode, night: NightState): BackfillStep {
  const { date, state, run } = night;
  const unfinished = state === 'begun' || (state === 'failed' && wasStopped(night.error));
  const wanted = mode === 'all' || mode === state || (mode === 'missing' && unfinished);
  const because = reasonOf(night);
  if (!wanted) return { date, action: 'skip', because };
  return { date, action: run === undefined ? 'night' : 'replay', because };
}

const featureStep = (night: NightState): BackfillStep => ({
  date: night.date,
  action: night.state === 'sealed' && !night.has ? 'feature' : 'skip',
  because: night.has ? `${reasonOf(night)}, has them already` : reasonOf(night),
});

/** A list of ten years must fit into a message of Temporal, which takes 2 MB. */
const REASON_CHARACTERS = 200;

function reasonOf({ state, run, error }: NightState): string {
  const why = error === undefined ? '' : `: ${error.slice(0, REASON_CHARACTERS)}`;
  switch (state) {
    case 'sealed':
      return `sealed as run ${String(run)}${error === undefined ? '' : `; later${why}`}`;
    case 'failed':
      return `failed${why}`;
    case 'begun':
      return 'began and has not ended';
    case 'missing':
      return 'was never run';
  }
}

/** What the night of a step is asked for with. */
export function requestOf(
  { dictionary, asKnownNow, dictionaryNow, features }: BackfillRequest,
  { date, action }: BackfillStep,
): NightRequest {
  const night = { dictionary, date, scene: undefined, population: undefined, kind: 'backfill' } as const;
  if (action === 'night') return night;
  const replay = { asKnownNow, dictionaryNow, push: false };
  return { ...night, replay: action === 'feature' && features ? { ...replay, features } : replay };
}

/** The Temporal workflow id: the same span is not made twice at the same time. */
export const backfillWorkflowId = ({ dictionary, from, to, features }: BackfillRequest): string =>
  ['backfill', dictionary, `${from}..${to}`, ...(features ?? [])].join('/');
