import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { Client } from '@temporalio/client';
import { DaybreakError } from '../domain/errors.ts';
import type { GateRecord } from '../domain/gate-record.ts';
import { nightWorkflowId } from '../domain/night.ts';
import { runDate } from '../domain/run-date.ts';
import { decideGate, gateRecords, readManifest, type GateDecision } from '../workers/without-temporal.ts';
import type { nightly } from '../workflows/index.ts';
import { note, type CliContext } from './context.ts';
import { connectTemporal, leaveTemporal } from './night-client.ts';
import { workflowUrl } from './night-text.ts';
import { changedSince, pushReleased } from './release-push.ts';
import { chosenScenes, refuseReplaced, releaseText } from './release-scenes.ts';

const EXAMPLES = `
A gate has kept the scores of a night from the CRM, because they look wrong or because rows are missing: \`nights\` and the
report say what was found. Look at it, then say whether they are right. Your reason is kept with the night. A night that
waits goes on at once; one that has ended is pushed now, as it was sealed, whatever rows came in since. Nights after a
released one are compared with it.

Examples:
  npx daybreak release shop --date 2026-03-02 --because "the spring campaign began"
  npx daybreak release shop --date 2026-03-02 --scene claim --because "checked with sales"
  npx daybreak release shop --date 2026-03-02 --reject --because "half of the calls are missing"
`;

interface ReleaseOptions {
  readonly date: string;
  readonly because: string;
  readonly scene?: string;
  readonly reject?: true;
  readonly json?: true;
}

export function releaseCommand(context: CliContext): Command {
  return new Command('release')
    .description('say that scores which a gate holds back are right, or with --reject that they are not')
    .argument('<dictionary>', 'name of the dictionary')
    .requiredOption('--date <date>', 'run date (YYYY-MM-DD)')
    .requiredOption('--because <text>', 'why, for whoever asks later')
    .option('--scene <scene>', 'only this scene; without it every scene that is held')
    .option('--reject', 'the scores stay out of the CRM, and the night ends')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, options: ReleaseOptions) => {
      const { because, scene, json } = options;
      if (because.trim() === '')
        throw new DaybreakError('USAGE', '--because is empty', 'say in a few words why, for whoever asks later');
      const date = runDate(options.date);
      const decision: GateDecision['decision'] = options.reject ? 'rejected' : 'released';
      const before = await recordOf(context, dictionary, date);
      const names = chosenScenes({ dictionary, date }, before, decision, scene);
      const word = { scene, decision, because } as const;
      const run = { dictionary, date, run: before?.run ?? 0 };
      const ended = await context.withStack(async (stack) => {
        const client = await connectTemporal(stack.temporalAddress);
        const waits = await told(client, dictionary, date, word);
        if (waits) await untilDecided(context, dictionary, date, names);
        else {
          refuseReplaced(run, (await readManifest(context.ports().blobs, run))?.run);
          const changed = decision === 'released' ? await changedSince(context, run) : undefined;
          if (changed !== undefined) note(`the scores go into the CRM as they were sealed, although ${changed}`);
          await decideGate(context.ports())({ run, ...word }, () => undefined);
          if (decision === 'released') await pushReleased(context, client, stack, run, because);
        }
        await leaveTemporal(client, stack);
        return {
          ...{ dictionary, date, scenes: names, decision, because, waited: waits },
          ui: workflowUrl(stack.uiUrl, nightWorkflowId(dictionary, date)),
        };
      });
      process.stdout.write(json ? `${JSON.stringify(ended)}\n` : releaseText(ended));
    });
}

async function recordOf(context: CliContext, dictionary: string, date: string): Promise<GateRecord | undefined> {
  const ports = context.ports();
  const { settings } = await ports.dictionaries.read(dictionary);
  return (await gateRecords(ports, dictionary, settings.time_zone)).find((record) => record.date === date);
}

/** Tells the night that runs; false where none does. */
async function told(
  client: Client,
  dictionary: string,
  date: string,
  word: Omit<GateDecision, 'run'>,
): Promise<boolean> {
  const handle = client.workflow.getHandle<typeof nightly>(nightWorkflowId(dictionary, date));
  const running = await handle.describe().then(
    ({ status }) => status.name === 'RUNNING',
    () => false,
  );
  if (running) await handle.signal('release', word);
  return running;
}

const POLL_MS = 200;
const PATIENCE_MS = 30_000;

/** @throws DaybreakError INTERRUPTED where the night has not taken the word up in time */
async function untilDecided(
  context: CliContext,
  dictionary: string,
  date: string,
  names: readonly string[],
): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const record = await recordOf(context, dictionary, date);
    if (record?.scenes.every(({ scene, because }) => !names.includes(scene) || because !== undefined)) return;
    if (performance.now() > giveUpAt || context.interrupted.aborted) {
      throw new DaybreakError(
        'INTERRUPTED',
        `the night ${dictionary} ${date} was told, and has not taken it up yet`,
        'look at its workflow in the Temporal UI: it goes on as soon as a worker is there',
      );
    }
    await sleep(POLL_MS);
  }
}
