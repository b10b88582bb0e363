import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { counted } from '../domain/counted.ts';
import { DaybreakError } from '../domain/errors.ts';
import { nightFolder, runFolder, type NightRequest } from '../domain/night.ts';
import type { NightResult } from '../domain/night-result.ts';
import { runDate } from '../domain/run-date.ts';
import { deliveredBefore, readGates, redeliveredTo, storePopulation, todayOf } from '../workers/without-temporal.ts';
import type { nightly } from '../workflows/index.ts';
import { note, type CliContext } from './context.ts';
import { noteReport } from './failed-report.ts';
import { keptBack } from './kept-back.ts';
import { followNight } from './follow-night.ts';
import { connectTemporal, leaveTemporal, startNight } from './night-client.ts';
import { nightText, sealedText, workflowUrl } from './night-text.ts';

const EXAMPLES = `
Starts the night, or joins it when it runs already, and follows it to its end. The exit code is 0 only when the scores are
in the CRM. A night that is sealed with the same rows, dictionary and population returns at once.
Ctrl-C stops following; run the command again to go on.

Examples:
  npx daybreak night sample --date 2026-09-07
  npx daybreak night sample --date 2026-09-07 --scene claim
  npx daybreak night sample --date 2026-09-07 --population ids.txt    one opportunity id a line
  npx daybreak night sample --date 2026-09-07 --full                  takes nothing over from an earlier night
  npx daybreak night sample --date 2026-09-07 --json                  counts, paths and times for a program
`;

interface NightOptions {
  readonly date: string;
  readonly scene?: string;
  readonly population?: string;
  readonly full?: true;
  readonly json?: true;
}

export function nightCommand(context: CliContext): Command {
  return new Command('night')
    .description('run the night of a dictionary and date, or join it, and follow it to its end')
    .argument('<dictionary>', 'name of the dictionary')
    .requiredOption('--date <date>', 'run date (YYYY-MM-DD): features see the days before it')
    .option('--scene <scene>', 'only this scene')
    .option('--population <file>', 'only these opportunities: a file with one id a line')
    .option('--full', 'compute everything, take nothing over from an earlier night: the same files, later')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, options: NightOptions) => {
      const request = await requestOf(context, dictionary, options);
      await warnOfFuture(context, request);
      const write = (text: string, data: unknown): void => {
        process.stdout.write(options.json ? `${JSON.stringify(data)}\n` : text);
      };
      await runNight(context, request, write);
    });
}

/** Runs or joins the night and writes what came of it, as text and as data. */
export async function runNight(
  context: CliContext,
  request: NightRequest,
  write: (text: string, data: unknown) => void,
): Promise<void> {
  const ports = context.ports();
  const folder = (run: number): string => ports.blobs.locate(runFolder({ ...request, run }));
  const sealed = await deliveredBefore(ports, request);
  if (sealed) {
    const kept = await keptBack(context, { ...request, run: sealed.run });
    if (kept) throw kept;
    for (const path of await redeliveredTo(ports, request.dictionary))
      note(
        `Warning: ${path} was delivered again since it was loaded; take it in: npx daybreak load ${request.dictionary} ${path}`,
      );
    write(sealedText(sealed, folder(sealed.run)), {
      state: 'sealed-before',
      manifest: sealed,
      folder: folder(sealed.run),
      night: nightFolder(request),
    });
    return;
  }
  await context.withStack(async (stack) => {
    const client = await connectTemporal(stack.temporalAddress);
    const handle = await startNight(client, request);
    const url = workflowUrl(stack.uiUrl, handle.workflowId);
    note(`follow it in the Temporal UI: ${url}`);
    const result: NightResult = await followNight<typeof nightly>(handle, context.interrupted, stack).catch(
      async (failure: unknown) => {
        await noteReport(context, request, failure);
        throw failure;
      },
    );
    // Not after a failure: a call that waits for its next try would throw, where nobody catches it, once its connection is closed.
    await leaveTemporal(client, stack);
    const kept = await keptBack(context, result.run);
    if (kept) throw kept;
    const gates = await readGates(ports.blobs, result.run);
    write(nightText(result, folder(result.run.run), gates), {
      state: 'delivered',
      result,
      folder: folder(result.run.run),
      ui: url,
    });
  });
}

/** A night of a day that has not come is as good as any other, only rarely what was meant: it sees the days until then as empty. */
async function warnOfFuture(context: CliContext, { dictionary, date }: NightRequest): Promise<void> {
  const today = await todayOf(context.ports(), dictionary);
  if (date <= today.date) return;
  note(
    `Warning: ${date} lies in the future (today is ${today.date} in ${today.zone}); rows that come in after this night's end need a replay`,
  );
}

async function requestOf(context: CliContext, dictionary: string, options: NightOptions): Promise<NightRequest> {
  const date = runDate(options.date);
  const full = options.full === true ? { full: true } : {};
  if (options.population === undefined)
    return { dictionary, date, scene: options.scene, population: undefined, ...full };
  const text = await readFile(options.population, 'utf8').catch((cause: unknown) => {
    throw new DaybreakError(
      'POPULATION_UNREADABLE',
      `${String(options.population)} cannot be read`,
      'name a file with one opportunity id a line',
      cause,
    );
  });
  const { path: population, aside } = await storePopulation(context.ports(), dictionary, options.population, text);
  const request = { dictionary, date, scene: options.scene, population, ...full };
  if (!aside) return request;
  const { count, examples, list } = aside;
  for (const example of examples) note(`Warning: left out of the population: ${example}`);
  note(`${counted(count, 'line')} of ${options.population} set aside: ${list}`);
  return { ...request, populationAside: { count, examples } };
}
