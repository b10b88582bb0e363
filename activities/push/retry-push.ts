import type { PushResult } from '../../domain/push-result.ts';
import { pushRunKey } from '../../domain/push-run.ts';
import type { Verb } from '../verb.ts';
import { wallClock } from './clock.ts';
import { pushRuns } from './push-runs.ts';
import { pushSceneBy, type PushSceneTask } from './push-scene.ts';

/** Brings the dead letters of a scene into the CRM once more, with the values of the newest run that was pushed. @throws DaybreakError as pushScene */
export const retryPush: Verb<Omit<PushSceneTask, 'mode'>, PushResult> = (ports) => async (task, beat) => {
  const { dictionary } = task.run;
  const zone = (await ports.dictionaries.read(dictionary)).settings.time_zone;
  const store = await ports.openStore(dictionary, zone);
  const newest = (await pushRuns(store, task.scene)).at(-1);
  const latest =
    newest && pushRunKey(newest) > pushRunKey(task.run)
      ? { run: { dictionary, date: newest.date, run: newest.run }, scene: task.scene, parts: newest.parts }
      : task;
  return pushSceneBy(wallClock, ports, { ...latest, mode: 'retry' }, beat);
};
