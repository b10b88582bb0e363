import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ORCHESTRATION_QUEUE } from '../workflows/queues.ts';
import { lightActivities } from './light-activities.ts';
import { openLogger } from './logger.ts';
import { clusterFromEnv } from './store-choice.ts';
import { openPorts } from './ports.ts';
import { runWorker } from './run-worker.ts';
import { openTracing } from './tracing.ts';

/** The process that runs the workflows and the steps that wait and decide. */
const log = openLogger('orchestration');
const ports = openPorts(process.env['DAYBREAK_HOME'] ?? process.cwd(), log, clusterFromEnv(process.env));
const tracing = await openTracing('orchestration', process.env);
const bundle = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
// the bundle of the build has no place for spans
const workflows =
  existsSync(bundle) && !tracing
    ? { workflowBundle: { codePath: bundle } }
    : { workflowsPath: fileURLToPath(new URL(`../workflows/index${extname(import.meta.url)}`, import.meta.url)) };

await runWorker({ ...workflows, taskQueue: ORCHESTRATION_QUEUE, activities: lightActivities(ports), tracing }, log);
await ports.close();
process.exit(0);
