import type { KeptOfRun, NightFailure, WayOn } from './failure-report.ts';
import type { NightRequest, ReplayRequest, Stage } from './night.ts';
import type { NightProgress } from './progress.ts';

/** A night that failed, as far as it decides how to go on. */
export interface FailedNight {
  readonly request: NightRequest;
  /** The run that failed; 0 where none had begun. */
  readonly run: number;
  readonly stage: NightProgress['stage'];
  readonly failure: NightFailure;
  readonly kept: KeptOfRun;
}

/** Stages from which a replay can go on, taking over what the ones before it made. */
const RESUMED: readonly Stage[] = ['aggregate', 'files', 'map', 'score'];

/** The commands that go on after a failure, the usual one first; never empty. */
export function waysOn(night: FailedNight): WayOn[] {
  const { request, kept, failure } = night;
  if (request.kind === 'backfill') return [backfillAgain(request)];
  if (request.replay)
    return [{ command: replayCommand(request, request.replay, request.full), does: 'makes the same replay again' }];
  if (kept.sealed) return handOver(night);
  if (failure.code === 'NIGHT_SEALED') return sealedOtherwise(request);
  const again = { command: nightCommand(request), does: 'runs the night from what is there now' };
  return [again, ...resumed(night)];
}

/** The numbers are whole; only the CRM has not got them. */
function handOver({ request, failure, kept }: FailedNight): WayOn[] {
  const check = {
    command: `npx daybreak push check ${request.dictionary}`,
    does: 'says whether the CRM would take them now',
  };
  const release = {
    command: `npx daybreak release ${on(request)} --because WHY`,
    does: `says that the scores of ${kept.held.join(', ')} are right, and hands them over`,
  };
  const asSealed = { fromStage: 'push', asKnownNow: false, dictionaryNow: false, push: true } as const;
  return [
    ...(kept.held.length > 0 ? [release] : []),
    { command: nightCommand(request), does: 'computes nothing again, and hands over what the CRM has not got yet' },
    { command: replayCommand(request, asSealed), does: 'does the same when rows or the dictionary have changed since' },
    ...(failure.code?.startsWith('CRM_') === true ? [check] : []),
  ];
}

function resumed({ request, run, stage, failure, kept }: FailedNight): WayOn[] {
  const from = RESUMED.find((candidate) => candidate === stage);
  const asItWas = failure.code !== 'INPUT_CHANGED';
  if (!asItWas || run === 0 || from === undefined || Object.keys(kept.steps).length === 0) return [];
  const replay = { fromStage: from, asKnownNow: false, dictionaryNow: false, push: true };
  return [
    {
      command: replayCommand(request, replay),
      does: `goes on at the stage ${from} with what run ${run} has finished, from the rows as it saw them`,
    },
  ];
}

/** The night was asked for again with other inputs than it was sealed with. */
const sealedOtherwise = (request: NightRequest): WayOn[] => {
  const replay = { asKnownNow: true, dictionaryNow: true, push: true };
  return [
    { command: `npx daybreak plan ${on(request)}`, does: 'says what would be different' },
    { command: replayCommand(request, replay), does: 'makes the night anew, from what is there now' },
  ];
};

const on = ({ dictionary, date }: Pick<NightRequest, 'dictionary' | 'date'>): string => `${dictionary} --date ${date}`;

function nightCommand(request: NightRequest): string {
  const { scene, population, full } = request;
  return [
    `npx daybreak night ${on(request)}`,
    ...(scene === undefined ? [] : [`--scene ${scene}`]),
    ...(population === undefined ? [] : ['--population FILE']),
    ...(full === true ? ['--full'] : []),
  ].join(' ');
}

/** `daybreak replay` as it would be typed. */
export function replayCommand(
  request: Pick<NightRequest, 'dictionary' | 'date'>,
  { fromStage, only, asKnownNow, dictionaryNow, push, because }: ReplayRequest,
  full = false,
): string {
  return [
    `npx daybreak replay ${on(request)}`,
    ...(fromStage === undefined ? [] : [`--from-stage ${fromStage}`]),
    ...(only === undefined ? [] : [`--only ${only}`]),
    ...(full ? ['--full'] : []),
    ...(asKnownNow ? ['--as-known-now'] : []),
    ...(dictionaryNow ? ['--dictionary-now'] : []),
    ...(push ? ['--push'] : []),
    ...(because === undefined ? [] : [`--because ${JSON.stringify(because)}`]),
  ].join(' ');
}

function backfillAgain({ dictionary, date, replay }: NightRequest): WayOn {
  const span = `npx daybreak backfill ${dictionary} --from ${date} --to ${date}`;
  const features = replay?.features;
  return features
    ? { command: `${span} --feature ${features.join(' ')}`, does: 'adds the features to this night' }
    : { command: `${span} --mode failed`, does: 'makes this night again; with a longer span, all that failed' };
}
