import { CommanderError } from 'commander';
import { asDaybreakError } from '../domain/errors.ts';
import { openContext } from './context.ts';
import { interruption } from './interruption.ts';
import { keepOutputs } from './outputs.ts';
import { program } from './program.ts';

/** Runs one command. Errors are one sentence on standard error with what to do next, or JSON when --json was asked for. */
async function main(args: readonly string[]): Promise<number> {
  const interrupted = interruption();
  const context = openContext(interrupted);
  try {
    await program(context).parseAsync(args, { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    const { code, message, next, stack } = asDaybreakError(thrown);
    if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ error: { code, message, next } })}\n`);
    else process.stderr.write(`${code}: ${message}${message.endsWith('?') ? ' ' : '; '}${next}\n`);
    if (code === 'BUG' || process.env['DAYBREAK_LOG'] === 'debug') process.stderr.write(`${stack ?? ''}\n`);
    return code === 'USAGE' ? 2 : 1;
  } finally {
    await context.close();
  }
}

/** Resolves when a stream has handed everything on: `process.exit` would cut off what a slow pipe has not taken yet. */
const handedOn = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.once('error', () => {
      resolve();
    });
    stream.write('', () => {
      resolve();
    });
  });

const lost = keepOutputs(process);
const code = await main(process.argv.slice(2));
await Promise.all([handedOn(process.stdout), handedOn(process.stderr)]);
const failure = lost();
if (failure) {
  process.stderr.write(`what the command says could not be written: ${failure.message}; give it another place\n`);
  await handedOn(process.stderr);
}
process.exit(failure && code === 0 ? 1 : code);
