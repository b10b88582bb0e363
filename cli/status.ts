import { Command } from 'commander';
import { stackStatus } from '../infra/stack-status.ts';
import { stackText } from './stack-text.ts';

/** What the command needs of the program around it. */
export interface StatusContext {
  readonly home: string;
}

const EXAMPLES = `
Looks and changes nothing; the exit code is 0 whether the stack is up or down.

Examples:
  npx daybreak status
  npx daybreak status --json         {"state":"up","temporal":"127.0.0.1:7233", ...}
`;

export function statusCommand(context: StatusContext): Command {
  return new Command('status')
    .description('show what runs of the local stack, and where')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(({ json }: { json?: true }) => {
      const status = stackStatus(context.home);
      process.stdout.write(json ? `${JSON.stringify(status)}\n` : stackText(status));
    });
}
