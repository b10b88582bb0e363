import { Command } from 'commander';
import { DaybreakError } from '../domain/errors.ts';
import { nearestWord } from '../domain/dictionary-nearest.ts';
import type { NightRequest } from '../domain/night.ts';
import { runDate } from '../domain/run-date.ts';
import { deliveredBefore } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';
import { connectTemporal, startNight } from './night-client.ts';
import { workflowUrl } from './night-text.ts';

const EXAMPLES = `
Tells the night that a source is complete in the warehouse. The first signal starts the night; it goes on when every source of
settings.yaml is there. Signals may be sent twice.

Examples:
  npx daybreak ready shop --date 2026-03-02 --source crm
`;

export function readyCommand(context: CliContext): Command {
  return new Command('ready')
    .description('signal that a source of the warehouse is ready; the first signal starts the night')
    .argument('<dictionary>', 'name of the dictionary')
    .requiredOption('--date <date>', 'run date (YYYY-MM-DD)')
    .requiredOption('--source <source>', 'name of the source in settings.yaml')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, options: { date: string; source: string; json?: true }) => {
      const date = runDate(options.date);
      const { settings } = await context.ports().dictionaries.read(dictionary);
      const names = settings.sources.map(({ name }) => name);
      if (!names.includes(options.source)) throw unknownSource(dictionary, options.source, names);
      const request: NightRequest = { dictionary, date, scene: undefined, population: undefined };
      if (await deliveredBefore(context.ports(), request)) {
        process.stdout.write(
          options.json
            ? `${JSON.stringify({ state: 'sealed-before' })}\n`
            : `night ${dictionary} ${date} is sealed and delivered; nothing to do\n`,
        );
        return;
      }
      await context.withStack(async (stack) => {
        const client = await connectTemporal(stack.temporalAddress);
        const handle = await startNight(client, request, options.source);
        const url = workflowUrl(stack.uiUrl, handle.workflowId);
        await client.connection.close();
        const goesOn = stack.startedByUs
          ? '; no stack is up, so it goes on with `npx daybreak up` or `npx daybreak night`'
          : '';
        process.stdout.write(
          options.json
            ? `${JSON.stringify({ workflowId: handle.workflowId, source: options.source, ui: url })}\n`
            : `${options.source} is ready for ${dictionary} ${date}${goesOn}\n${url}\n`,
        );
      });
    });
}

function unknownSource(dictionary: string, source: string, names: readonly string[]): DaybreakError {
  const near = nearestWord(source, names);
  const next =
    names.length === 0
      ? `add it under sources: in dictionaries/${dictionary}/settings.yaml`
      : `use one of: ${names.join(', ')}${near === undefined ? '' : ` (did you mean ${near}?)`}`;
  return new DaybreakError('USAGE', `${dictionary} has no source "${source}"`, next);
}
