import { once } from 'node:events';
import { note } from '../../cli/context.ts';
import { keepOutputs } from '../../cli/outputs.ts';

// Notes what it does on standard error, once its standard input has ended, and says at the end that it is done.
keepOutputs(process);
process.stdin.resume();
await once(process.stdin, 'end');
note('begins');
await new Promise((turn) => setImmediate(turn));
note('goes on');
await new Promise((turn) => setImmediate(turn));
process.stdout.write('done');
