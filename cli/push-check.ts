import { Command } from 'commander';
import { checkCrm } from '../workers/without-temporal.ts';
import { colors } from './colors.ts';
import type { CliContext } from './context.ts';
import { scenesInCrm } from './push-scenes.ts';

const EXAMPLES = `
Asks the CRM whether every field is there, takes what is to be written and may be written, and writes nothing. The night asks the
same when it begins. The exit code is 1 when something is wrong.

Examples:
  npx daybreak push check shop
  npx daybreak push check shop --scene claim --json
`;

export function pushCheckCommand(context: CliContext): Command {
  return new Command('check')
    .description('ask the CRM whether it will take the scores')
    .argument('<dictionary>', 'name of the dictionary')
    .option('--scene <scene>', 'only this scene')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, { scene: only, json }: { scene?: string; json?: true }) => {
      const checks: { scene: string; faults: string[] }[] = [];
      for (const scene of await scenesInCrm(context, dictionary, only)) {
        const faults = await checkCrm(context.ports())({ dictionary, scene }, () => undefined);
        checks.push({ scene, faults });
      }
      process.stdout.write(json ? `${JSON.stringify(checks)}\n` : checks.map(checkText).join(''));
      if (checks.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
    });
}

const checkText = ({ scene, faults }: { readonly scene: string; readonly faults: readonly string[] }): string =>
  faults.length === 0
    ? `${colors.green('ready')}  ${scene}\n`
    : faults.map((fault) => `${colors.red('wrong')}  ${scene}: ${fault}\n`).join('');
