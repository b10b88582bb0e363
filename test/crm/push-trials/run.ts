/** `npm run push-trials`: pushes into a real Tryton under trials; see docs/push-trials.md, which it writes where asked. */
import { parseArgs } from 'node:util';
import { trytonEnvironment } from '../tryton/environment.ts';
import { edits, kills, restart, slow } from './outages.ts';
import { calm, permission, poison, undefinedField } from './refusals.ts';
import { writeReport } from './report.ts';
import { beginTrials, type TrialResult } from './trial.ts';
import { openWorld } from './world.ts';

const HELP = `usage: npm run push-trials [-- --leads 5000 --kills 20 --seed 1 --report]

  --leads N   in Tryton
  --kills N   of the pushing process, with kill -9
  --seed N    of the moments
  --report    write docs/push-trials.md

Exit code 1: a lead was not as it must be after a push.
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function run(leads: number, killed: number, seed: number, report: boolean): Promise<void> {
  const environment = await trytonEnvironment();
  if (typeof environment === 'string') throw new Error(environment);
  const world = await openWorld(environment, leads);
  const trials = beginTrials(world, seed);
  const steps: (() => Promise<TrialResult | TrialResult[]>)[] = [
    ...[50, 200, 500, 1_000].map((rows) => () => calm(trials, rows)),
    () => poison(trials),
    () => undefinedField(trials),
    () => permission(trials),
    () => restart(trials),
    () => slow(trials),
    () => kills(trials, killed),
    () => edits(trials, 10),
    // and once more, to see that what was edited stands
    () => calm(trials),
  ];
  try {
    for (const step of steps) {
      const before = trials.results.length;
      await step();
      for (const { name, done, calls, end, problems } of trials.results.slice(before)) {
        const { delivered = 0, found = 0 } = end?.result ?? {};
        say(
          `${problems.length === 0 ? 'right' : 'WRONG'}  ${name} (${done}): ${delivered} delivered, ${found} found, ${calls} calls`,
        );
        for (const problem of problems.slice(0, 10)) say(`       ${problem}`);
      }
    }
  } finally {
    await world.stop();
  }
  if (trials.results.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
  if (report) await writeReport(trials.results, `npm run push-trials -- ${process.argv.slice(2).join(' ')}`);
}

const { values } = parseArgs({
  options: {
    leads: { type: 'string', default: '5000' },
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    report: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const numbers = [values.leads, values.kills, values.seed].map(Number);
const [leads = 0, killed = 0, seed = 0] = numbers;
if (values.help) say(HELP);
else if (numbers.some((n) => !Number.isSafeInteger(n) || n < 1)) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else await run(leads, killed, seed, values.report);
