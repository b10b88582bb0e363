/** A process that pushes what `push.json` in the home says, over the real store and the real CRM; says how it ended on its last line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pushScene } from '../../../activities/push/push-scene.ts';
import type { PushSceneTask } from '../../../activities/push/push-task.ts';
import { crmSchema } from '../../../domain/crm-settings.ts';
import { asDaybreakError } from '../../../domain/errors.ts';
import { openLogger } from '../../../workers/logger.ts';
import { openPorts } from '../../../workers/ports.ts';
import type { PushEnd } from './pusher.ts';

const [home = ''] = process.argv.slice(2);
const { task, crm: said } = JSON.parse(readFileSync(join(home, 'push.json'), 'utf8')) as {
  task: PushSceneTask;
  crm: unknown;
};
const log = openLogger('push-process');
log.level = 'silent';
const ports = openPorts(home, log, null);
const crm = crmSchema.parse(said);
// only the settings are given: a dictionary whose nights made these leads would take hours to fill
const dictionaries = {
  ...ports.dictionaries,
  read: () => Promise.resolve({ settings: { time_zone: 'UTC', crm } } as never),
};
const startedMs = Date.now();
const end = await pushScene({ ...ports, dictionaries })(task, () => undefined).then(
  (result): PushEnd => ({ ms: Date.now() - startedMs, result }),
  (thrown: unknown): PushEnd => {
    const { code, message } = asDaybreakError(thrown);
    return { ms: Date.now() - startedMs, failure: { code, message } };
  },
);
await ports.close();
process.stdout.write(`${JSON.stringify(end)}\n`);
