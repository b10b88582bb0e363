import { Command } from 'commander';
import { VERSION } from '../domain/version.ts';
import { modelFaults } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';
import type { DictionaryContext } from './dictionary-context.ts';
import { dataWarnings } from './dictionary-data.ts';
import { dictionaryCommand } from './dictionary.ts';
import { diffCommand } from './diff.ts';
import { doctorCommand } from './doctor.ts';
import { downCommand } from './down.ts';
import { featuresCommand } from './features.ts';
import { folderWarnings } from './folder-warnings.ts';
import { initCommand } from './init.ts';
import { leadsCommand } from './leads.ts';
import { loadCommand } from './load.ts';
import { loadWith } from './load-with.ts';
import { nightCommand } from './night.ts';
import { nightsCommand } from './nights.ts';
import { planCommand } from './plan.ts';
import { readyCommand } from './ready.ts';
import { backfillCommand } from './backfill.ts';
import { replayCommand } from './replay.ts';
import { pushCommand } from './push.ts';
import { releaseCommand } from './release.ts';
import { retainCommand } from './retain.ts';
import { scheduleCommand } from './schedule.ts';
import { startCommand } from './start-command.ts';
import { statusCommand } from './status.ts';
import { upCommand } from './up.ts';
import { whyCommand } from './why.ts';

const EXAMPLES = `
Examples:
  npx daybreak init shop --from ./drop            a dictionary folder from a warehouse drop
  npx daybreak load shop ./drop                   bring the drop in
  npx daybreak night shop --date 2026-03-02       features, scores, CRM: follow the night to its end
  npx daybreak leads shop --date 2026-03-02       the best leads

Exit codes: 0 done, 1 failed, 2 wrong use. Every command has --help with examples, and --json for programs (but for start).
`;

/** All of `daybreak`: what main.ts runs and docs/cli.md is made from. */
export function program(context: CliContext): Command {
  const daybreak = new Command('daybreak')
    .description(
      'Every night: the features of your CRM from raw events, every opportunity scored, the scores in the CRM before the sales floor opens.',
    )
    .version(VERSION)
    .addHelpText('after', EXAMPLES);
  const commands = [
    initCommand(context),
    loadCommand(loadWith(context)),
    upCommand(context),
    downCommand(context),
    statusCommand(context),
    nightCommand(context),
    readyCommand(context),
    planCommand(context),
    nightsCommand(context),
    replayCommand(context),
    backfillCommand(context),
    releaseCommand(context),
    pushCommand(context),
    diffCommand(context),
    scheduleCommand(context),
    featuresCommand(context),
    leadsCommand(context),
    whyCommand(context),
    retainCommand(context),
    dictionaryCommand(dictionariesOf(context)),
    doctorCommand(context),
    startCommand(context),
  ];
  for (const command of commands) daybreak.addCommand(command);
  const strict = (command: Command): void => {
    command.exitOverride().showSuggestionAfterError().showHelpAfterError('(--help shows examples)');
    command.commands.forEach(strict);
  };
  strict(daybreak);
  return daybreak;
}

/** Opened when a command runs, so that --help needs nothing. */
const dictionariesOf = (context: CliContext): DictionaryContext => ({
  check: async (name) => {
    const ports = context.ports();
    const check = await ports.dictionaries.check(name);
    if (check.faults.length > 0) return check;
    const contents = await ports.dictionaries.read(name);
    const faults = await modelFaults(ports, name, contents.models);
    const warnings = [...folderWarnings(name, contents), ...(await dataWarnings(context, name))];
    return { faults, warnings: [...check.warnings, ...warnings] };
  },
  read: (name) => context.ports().dictionaries.read(name),
  writeIndex: (name, index) => context.ports().dictionaries.writeIndex(name, index),
});
