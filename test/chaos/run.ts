/** `npm run chaos`: nights under random faults; see docs/chaos.md, which it writes where asked. */
import { parseArgs } from 'node:util';
import type { StackKind } from '../../infra/stack-choice.ts';
import { runSeeds } from './seeds.ts';
import { writeLog, type Trial } from './log.ts';

const HELP = `usage: npm run chaos [-- --seeds 50 --first 1 --homes 2 --hadoop 0 --report]

  --seeds N     so many nights, each under the faults of its seed
  --first SEED  the first of them
  --homes N     so many homes at the same time, each with a stack of its own
  --hadoop N    then as many on a real HBase and HDFS, which are killed too (needs a JDK and Maven)
  --report      write docs/chaos.md

Exit code 1: a night ended otherwise than right, or clearly failed and right when it was asked for again.
`;

const options = {
  seeds: { type: 'string', default: '50' },
  first: { type: 'string', default: '1' },
  homes: { type: 'string', default: '2' },
  hadoop: { type: 'string', default: '0' },
  report: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Wanted {
  readonly first: number;
  readonly counts: Readonly<Record<StackKind, number>>;
  readonly homes: number;
  readonly report: boolean;
}

async function chaos({ first, counts, homes, report }: Wanted): Promise<void> {
  const trials: Trial[] = [];
  for (const stack of ['embedded', 'hadoop'] as const) {
    if (counts[stack] === 0) continue;
    const seeds = Array.from({ length: counts[stack] }, (_, i) => first + i);
    // a home on HBase and HDFS has a JVM that wants its share of the machine
    const outcomes = await runSeeds(stack, seeds, { homes: stack === 'hadoop' ? 1 : homes, say });
    trials.push({ stack, outcomes });
    if (outcomes.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
  }
  if (report) await writeLog(trials, `npm run chaos -- ${process.argv.slice(2).join(' ')}`);
}

const { values } = parseArgs({ options });
const numbers = {
  ...{ seeds: Number(values.seeds), first: Number(values.first) },
  ...{ homes: Number(values.homes), hadoop: Number(values.hadoop) },
};
if (values.help) say(HELP);
else if (!Object.values(numbers).every((n) => Number.isSafeInteger(n) && n >= 0) || numbers.homes === 0) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else {
  const { seeds, hadoop, ...others } = numbers;
  await chaos({ ...others, counts: { embedded: seeds, hadoop }, report: values.report });
}
// the stacks end when nobody holds them any more
process.exit();
