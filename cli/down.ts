import { Command } from 'commander';
import { stopStack } from '../infra/stop-stack.ts';

/** What the command needs of the program around it. */
export interface DownContext {
  readonly home: string;
}

const EXAMPLES = `
Returns when all of its processes are gone. A night that is under way goes on from where it was when the stack is up again.

Examples:
  npx daybreak down
  npx daybreak down --json
`;

const RESULTS = {
  ended: 'The local stack is down.',
  cleaned: 'The local stack had lost its supervisor; what was left of it is gone now.',
  'was down': 'The local stack was down already.',
} satisfies Record<Awaited<ReturnType<typeof stopStack>>, string>;

export function downCommand(context: DownContext): Command {
  return new Command('down')
    .description('end the local stack')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json }: { json?: true }) => {
      const result = await stopStack(context.home);
      process.stdout.write(json ? `${JSON.stringify({ result })}\n` : `${RESULTS[result]}\n`);
    });
}
