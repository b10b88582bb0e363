/** `npm run bench`: the suites of docs/benchmarks.md, or those that are named. It prints its tables, writes rows where asked, and rewrites docs/benchmarks.md. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { peerPackages } from './engine/peer-packages.ts';
import { writeReport } from './report.ts';
import { markdownOf } from './section.ts';
import { ALL, isSuite, runSuites, SUITES, type SuiteName } from './suites.ts';

const HELP = `usage: npm run bench -- [SUITE ...] [--size small|full] [--json FILE] [--threads N] [--data FOLDER] [--report]

Suites: ${Object.keys(SUITES).join(', ')}. Without one, ${ALL.join(' and ')}, which hold all others but scoring
and write docs/benchmarks.md anew; what scoring found stands in docs/decisions/0012-reasons.md.

  --size small    a trial of a few minutes; full (the default) has 23 million entries; docs/benchmarks.md says how long it took
  --json FILE     the rows {suite, case, peer, metric, ratio} as a JSON array; a ratio above 1: Daybreak does better
  --threads N     of every program, 2 by default
  --report        write docs/benchmarks.md from the suites that are named
  --data FOLDER   where the real drops bpi2012 and online_retail lie, ../shared/data by default; left out where they are not

The peers are installed, pinned, into a Python environment in the user's cache. Exit code 1: a part of the bench failed.
`;

const options = {
  size: { type: 'string', default: 'full' },
  json: { type: 'string' },
  threads: { type: 'string', default: '2' },
  data: { type: 'string', default: join(import.meta.dirname, '../../shared/data') },
  report: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const names: readonly SuiteName[] = positionals.length === 0 ? ALL : positionals.filter(isSuite);
  const { size } = values;
  if (values.help) process.stdout.write(HELP);
  else if (names.length < positionals.length || (size !== 'small' && size !== 'full')) wrongUse();
  else await bench(names, size, values);
} catch (error) {
  if (!(error instanceof TypeError && 'code' in error)) throw error;
  wrongUse(error.message);
}

function wrongUse(message?: string): void {
  process.stderr.write(message === undefined ? HELP : `${message}\n${HELP}`);
  process.exitCode = 2;
}

async function bench(
  names: readonly SuiteName[],
  size: 'small' | 'full',
  { threads, data, json, report }: { threads: string; data: string; json?: string | undefined; report: boolean },
): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'daybreak-bench-'));
  const started = performance.now();
  try {
    const packages = await peerPackages(say);
    packages.missing.forEach(say);
    const drops = ['bpi2012', 'online_retail'].map((name) => join(data, name));
    const result = await runSuites(names, { size, threads: Number(threads), folder, packages, drops, say });
    process.stdout.write(result.sections.map(markdownOf).join('\n'));
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(result.rows, undefined, 1)}\n`);
    if (report || names === ALL) {
      const command = `npm run bench${named(names, size)}`;
      await writeReport(result.sections, { command, packages, elapsedMs: performance.now() - started });
    }
    if (result.failed > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The arguments that make the same report again. */
function named(names: readonly SuiteName[], size: string): string {
  const words = [...(names === ALL ? [] : [...names, '--report']), ...(size === 'full' ? [] : ['--size', size])];
  return words.length === 0 ? '' : ` -- ${words.join(' ')}`;
}
