// A command that needs the stack, as a process that tests can kill: connects, prints what it got, holds until its input closes.
import { connectStack } from '../../infra/stack.ts';
import type { ProcessCommand } from '../../infra/stack-plan.ts';

const [home = '', workers = '[]'] = process.argv.slice(2);
const stack = await connectStack({ home, workers: JSON.parse(workers) as ProcessCommand[] });
process.stdout.write(`${JSON.stringify(stack)}\n`);
process.stdin.resume();
process.stdin.on('end', () => {
  void stack.release();
});
