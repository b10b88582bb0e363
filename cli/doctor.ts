import { Command } from 'commander';
import { colors } from './colors.ts';
import { checkCrms } from './doctor-crm.ts';
import { checkSources } from './doctor-sources.ts';
import type { DoctorCheck } from '../infra/doctor-check.ts';
import { checkHadoop } from '../infra/doctor-hadoop.ts';
import { checkPlaces } from '../infra/doctor-places.ts';
import { checkPrograms } from '../infra/doctor-programs.ts';
import { checkStack } from '../infra/doctor-stack.ts';

/** What the command needs of the program around it. */
export interface DoctorContext {
  readonly home: string;
}

const EXAMPLES = `
Changes nothing. The exit code is 1 when something is missing without which no night runs.

Examples:
  npx daybreak doctor
  npx daybreak doctor --json         [{"name":"node","status":"ok", ...}, ...]
`;

const MARKS = { ok: colors.green('ok     '), warning: colors.yellow('warning'), missing: colors.red('missing') };

const checkText = ({ name, status, found, mend }: DoctorCheck): string =>
  `${MARKS[status]}  ${name.padEnd(13)} ${found}\n${mend === null ? '' : `         ${' '.repeat(13)} → ${mend}\n`}`;

export function doctorCommand(context: DoctorContext): Command {
  return new Command('doctor')
    .description('show what is installed and reachable, and how to mend what is not')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json }: { json?: true }) => {
      const checks = [
        ...(await checkPrograms()),
        ...(await checkPlaces(context.home)),
        ...(await checkSources(context.home)),
        ...(await checkCrms(context.home)),
        ...(await checkHadoop(context.home)),
        ...(await checkStack(context.home)),
      ];
      process.stdout.write(json ? `${JSON.stringify(checks)}\n` : checks.map(checkText).join(''));
      if (checks.some(({ status }) => status === 'missing')) process.exitCode = 1;
    });
}
