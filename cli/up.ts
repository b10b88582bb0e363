import { Command, Option } from 'commander';
import { DaybreakError } from '../domain/errors.ts';
import { connectStack } from '../infra/stack.ts';
import { stackStatus } from '../infra/stack-status.ts';
import { stackText } from './stack-text.ts';

/** What the command needs of the program around it. */
export interface UpContext {
  readonly home: string;
}

const EXAMPLES = `
Returns when Temporal, its UI and the workers serve; they go on until \`daybreak down\`, and what dies is started again.
A command that needs the stack starts one for itself when none is up, and ends it afterwards.

Examples:
  npx daybreak up                    Temporal, its UI and the workers on this machine
  npx daybreak up --json             their addresses for a program
`;

export function upCommand(context: UpContext): Command {
  return new Command('up')
    .description('bring the local stack up and leave it up')
    .addOption(
      new Option('--stack <stack>', 'where rows and files live').choices(['embedded', 'hadoop']).default('embedded'),
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ stack: kind, json }: { stack: string; json?: true }) => {
      if (kind === 'hadoop') {
        throw new DaybreakError(
          'USAGE',
          'The stack `hadoop` (HBase and HDFS) is not there yet',
          'use `daybreak up --stack embedded`, which runs the same nights on this machine',
        );
      }
      const stack = await connectStack({
        home: context.home,
        onProgress(line) {
          process.stderr.write(`${line}\n`);
        },
      });
      await stack.stay();
      await stack.release();
      const status = stackStatus(context.home);
      process.stdout.write(json ? `${JSON.stringify(status)}\n` : stackText(status));
    });
}
