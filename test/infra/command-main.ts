// The stack's commands alone, as a process, so that tests see what a person sees: both outputs and the exit code.
import { Command } from 'commander';
import { doctorCommand } from '../../cli/doctor.ts';
import { downCommand } from '../../cli/down.ts';
import { statusCommand } from '../../cli/status.ts';
import { upCommand } from '../../cli/up.ts';
import { asDaybreakError } from '../../domain/errors.ts';

const [home = '', ...args] = process.argv.slice(2);
const commands = [upCommand, downCommand, statusCommand, doctorCommand].map((command) => command({ home }));
const program = new Command('daybreak');
for (const command of commands) program.addCommand(command);

try {
  await program.parseAsync(args, { from: 'user' });
} catch (error) {
  const { code, message, next } = asDaybreakError(error);
  process.stderr.write(`${message} ${next}\n`);
  process.exitCode = code === 'USAGE' ? 2 : 1;
}
