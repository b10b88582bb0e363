import { DaybreakError } from './errors.ts';
import { STAGES, type ReplayRequest, type Stage } from './night.ts';

/** Stages whose results lie in files of the run and may be taken over. */
const KEPT = ['compute', 'aggregate', 'files', 'map', 'score'] as const satisfies readonly Stage[];

const placeOf = (stage: Stage): number => STAGES.indexOf(stage);

/** Whether nothing is computed anew: the run that counts is handed over or reported again, and no new run begins. */
export const isAfterSealing = ({ fromStage }: ReplayRequest): boolean =>
  fromStage !== undefined && placeOf(fromStage) > placeOf('score');

/**
 * Whether a replay takes the result of a step over from the run that it replays.
 * @param step key of the step's receipt, such as `compute/user/3` or `files/0`
 * @param touches where features are added: the beginnings of the keys of steps whose rows get more cells
 */
export function takesOver(
  { fromStage, only, features }: ReplayRequest,
  step: string,
  touches: readonly string[] = [],
): boolean {
  const [stage = '', type = ''] = step.split('/');
  if (!(KEPT as readonly string[]).includes(stage)) return false;
  // The models of then do not know the new columns.
  if (features) return stage !== 'files' && !touches.includes(`${stage}/${type}`);
  if (fromStage !== undefined && placeOf(stage as Stage) < placeOf(fromStage)) return true;
  return only !== undefined && (stage === 'compute' || stage === 'aggregate') && type !== only;
}

/**
 * What a replay cannot do: mix what was known then with what is known now within one type, or compute a type from a stage that has none.
 * @param full whether nothing of earlier nights is to be taken over
 * @throws DaybreakError USAGE
 */
export function refuseUnsoundReplay(
  { fromStage, only, asKnownNow, dictionaryNow, features }: ReplayRequest,
  full = false,
): void {
  if (features && (fromStage !== undefined || only !== undefined || asKnownNow || dictionaryNow))
    throw usage('features are added to a night as it is', 'leave everything else out');
  const keepsRows = fromStage !== undefined && placeOf(fromStage) > placeOf('compute');
  if (only !== undefined && fromStage !== undefined && placeOf(fromStage) > placeOf('aggregate'))
    throw usage(`--only ${only} has nothing to do from the stage ${fromStage} on`, 'leave --from-stage out');
  if (only !== undefined && dictionaryNow)
    throw usage('--only and --dictionary-now exclude each other: other rows may change every type', 'give one of them');
  if (full && keepsRows)
    throw usage(
      `--full cannot begin at the stage ${fromStage}: what comes before it is taken over`,
      'leave --from-stage out',
    );
  if (asKnownNow && keepsRows)
    throw usage(
      `--as-known-now cannot begin at the stage ${fromStage}: what is taken over was made from what was known then`,
      'leave --from-stage out',
    );
  if (dictionaryNow && keepsRows)
    throw usage(
      `--dictionary-now cannot begin at the stage ${fromStage}: what is taken over was made by the dictionary of then`,
      'leave --from-stage out',
    );
}

const usage = (message: string, next: string): DaybreakError => new DaybreakError('USAGE', message, next);
