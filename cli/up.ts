import { Command, Option } from 'commander';
import { connectStack } from '../infra/stack.ts';
import type { StackKind } from '../infra/stack-choice.ts';
import { stackStatus } from '../infra/stack-status.ts';
import { stackText } from './stack-text.ts';

/** What the command needs of the program around it. */
export interface UpContext {
  readonly home: string;
}

const EXAMPLES = `
Returns when Temporal, its UI and the workers serve; they go on until \`daybreak down\`, and what dies is started again.
With a stores.yaml in the home, rows and files are in the cluster that it names (docs/cluster.md).
A command that needs the stack starts one for itself when none is up, and ends it afterwards.

Examples:
  npx daybreak up                    Temporal, its UI and the workers on this machine
  npx daybreak up --stack hadoop     the same on a real HBase and HDFS, fetched once with Maven (needs a JDK 17)
  npx daybreak up --json             their addresses for a program
`;

export function upCommand(context: UpContext): Command {
  return new Command('up')
    .description('bring the local stack up and leave it up')
    .addOption(
      new Option(
        '--stack <stack>',
        'where rows and files live: in the home, or in HBase and HDFS; as it was last time when left out, embedded at first',
      ).choices(['embedded', 'hadoop']),
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ stack: kind, json }: { stack?: StackKind; json?: true }) => {
      const stack = await connectStack({
        home: context.home,
        ...(kind === undefined ? {} : { stack: kind }),
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
