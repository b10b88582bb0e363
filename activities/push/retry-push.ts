import { DaybreakError } from '../../domain/errors.ts';
import type { PushResult } from '../../domain/push-result.ts';
import { isStanding, pushRunKey } from '../../domain/push-run.ts';
import type { Verb } from '../verb.ts';
import { wallClock } from './clock.ts';
import { pushRuns } from './push-runs.ts';
import { pushSceneBy } from './push-scene.ts';
import type { PushSceneTask } from './push-task.ts';

/**
 * Brings the dead letters of a scene into the CRM once more, with the values of the newest run that was pushed and still stands; of a push that did
 * not come to its end also the leads that were left.
 * @throws DaybreakError NIGHT_MISSING where the run was undone, or was never pushed: its gate may keep its scores from the CRM; as pushScene
 */
export const retryPush: Verb<Omit<PushSceneTask, 'mode'>, PushResult> = (ports) => async (task, beat) => {
  const { dictionary } = task.run;
  const zone = (await ports.dictionaries.read(dictionary)).settings.time_zone;
  const store = await ports.openStore(dictionary, zone);
  const runs = await pushRuns(store, task.scene);
  const named = runs.find((one) => pushRunKey(one) === pushRunKey(task.run));
  if (named?.state === 'undone') throw undone(task);
  if (!named || !isStanding(named)) throw neverPushed(task);
  const { date, run, parts } = runs.filter(isStanding).at(-1) ?? named;
  const latest = { run: { dictionary, date, run }, scene: task.scene, parts };
  return pushSceneBy(wallClock, ports, { ...latest, mode: 'retry' }, beat);
};

const undone = ({ run: { dictionary, date }, scene }: Omit<PushSceneTask, 'mode'>): DaybreakError =>
  new DaybreakError(
    'NIGHT_MISSING',
    `the push of ${scene} of ${date} was undone, so its leads are not to be in the CRM`,
    `push it again: npx daybreak push ${dictionary} --date ${date} --scene ${scene}; or name no date: the newest push that stands is then taken`,
  );

const neverPushed = ({ run: { dictionary, date }, scene }: Omit<PushSceneTask, 'mode'>): DaybreakError =>
  new DaybreakError(
    'NIGHT_MISSING',
    `${scene} of ${date} was never pushed, so none of its leads is a dead letter`,
    `push it: npx daybreak push ${dictionary} --date ${date} --scene ${scene}; or name no date: the newest push that stands is then taken`,
  );
