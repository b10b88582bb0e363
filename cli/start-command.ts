import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { loadedBefore, loadInto } from '../workers/without-temporal.ts';
import { generateSample, SAMPLE_RUN_DATE } from '../dictionaries/sample/generate.ts';
import { note, type CliContext } from './context.ts';
import { leadsText, listedLeads } from './listed-leads.ts';
import { loadProgress } from './load-progress.ts';
import { loadText } from './load-text.ts';
import { runNight } from './night.ts';

const DICTIONARY = 'sample';
const SEED = 1;
const TOP = 5;

const EXAMPLES = `
What \`npm start\` runs: the sample CRM from its generator, a real Temporal, one night through the real workflows, the best leads.

Examples:
  npm start                 one night, then everything ends
  npm start -- --stay       leaves Temporal, its UI and the workers up; \`npx daybreak down\` ends them
`;

export function startCommand(context: CliContext): Command {
  return new Command('start')
    .description('load the sample, run its night, print the best leads')
    .option('--stay', 'leave the stack up')
    .addHelpText('after', EXAMPLES)
    .action(async ({ stay }: { stay?: true }) => {
      await context.withStack(async (stack) => {
        note(`Temporal: ${stack.temporalFrom}`);
        if (stay) await stack.stay();
        await loadSample(context);
        await runNight(
          context,
          { dictionary: DICTIONARY, date: SAMPLE_RUN_DATE, scene: undefined, population: undefined },
          (text) => {
            process.stdout.write(`\n${text}`);
          },
        );
        const asked = { dictionary: DICTIONARY, date: SAMPLE_RUN_DATE, top: TOP, scene: undefined, reasons: false };
        process.stdout.write(`\n${leadsText(await listedLeads(context, asked))}`);
        process.stdout.write(farewell(context, stack.uiUrl, stay === true));
      });
    });
}

/** Generates the sample's drop when it is not there, and loads it when the store has not seen it. */
async function loadSample(context: CliContext): Promise<void> {
  const drop = join(context.home, '.daybreak', 'sample-drop');
  const done = join(drop, 'dataset.json');
  if (!existsSync(done)) {
    note('generating the sample CRM (seed 1)');
    await generateSample({ folder: drop, seed: SEED });
  }
  const { settings } = await context.ports().dictionaries.read(DICTIONARY);
  if (await loadedBefore(context.ports(), DICTIONARY, settings.time_zone, drop)) {
    process.stdout.write(`${DICTIONARY}: the drop is loaded already\n`);
    return;
  }
  const display = loadProgress(process.stderr, () => performance.now());
  const report = await loadInto(
    context.ports(),
    { dictionary: DICTIONARY, path: drop, until: undefined },
    (progress) => {
      display.show(progress);
    },
  ).finally(() => {
    display.clear();
  });
  process.stdout.write(loadText(report));
}

function farewell({ home }: CliContext, uiUrl: string, stay: boolean): string {
  return [
    '',
    `Temporal UI    ${uiUrl}${stay ? '' : '   (ended with this command; `npm start -- --stay` leaves it up)'}`,
    `dictionary     ${join(home, 'dictionaries', DICTIONARY)}`,
    `state          ${join(home, '.daybreak')}`,
    `next           npx daybreak leads ${DICTIONARY} --date ${SAMPLE_RUN_DATE} --top 20`,
    `               npx daybreak dictionary show ${DICTIONARY} --help`,
    '',
  ].join('\n');
}
