import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { runProcess } from '../../infra/running-process.ts';
import { temporalFromSdk } from '../../infra/temporal-from-sdk.ts';
import { alertWays } from '../../workers/alert-ways.ts';

// Opens all the files that it may have open, and then starts programs; says how each of them failed.
const files: number[] = [];
try {
  for (;;) files.push(openSync('/dev/null', 'r'));
} catch {
  // that was the last one
}
const failureOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'it ran', String);
const alert = await failureOf(alertWays.run(['true'], '', 10_000));
// room for one file, a log for example, and for nothing else
closeSync(files.pop() ?? 0);
const log = { log: '/dev/null', cwd: tmpdir(), env: process.env };
const child = await failureOf(runProcess({ name: 'worker', command: 'true', args: [] }, log));
const download = await failureOf(temporalFromSdk(tmpdir(), new AbortController().signal));
await new Promise((turn) => setImmediate(turn));
process.stdout.write(JSON.stringify({ alert, child, download }));
