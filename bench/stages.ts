/**
 * Rows a second and peak memory of each stage of a night, on a drop of your own:
 *
 *   npx tsx bench/stages.ts DROP RUN_DATE [POPULATION]
 *
 * It makes a dictionary in a temporary home, loads the drop, runs the night on a stack of its own, and prints a table (Linux: peak memory is
 * VmHWM of the process that did the work; a stage that ran later in the same process shows at least the peak of those before it).
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadReport } from '../domain/load-report.ts';
import type { NightResult } from '../domain/night-result.ts';

const [drop, date, population] = process.argv.slice(2);
if (drop === undefined || date === undefined)
  throw new Error('usage: npx tsx bench/stages.ts DROP RUN_DATE [POPULATION]');
const home = mkdtempSync(join(tmpdir(), 'daybreak-stages-'));
mkdirSync(join(home, 'dictionaries'));

function peakBytes(pid: number | undefined): number {
  try {
    const kib = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return Number(kib ?? 0) * 1024;
  } catch {
    return 0; // the process has just ended
  }
}

/** Runs a command; what it printed, how long it took, and the most memory it held. */
function run(...args: string[]): Promise<{ out: string; ms: number; bytes: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, [join(import.meta.dirname, '../cli/daybreak.js'), ...args], {
    env: { ...process.env, DAYBREAK_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let [out, bytes] = ['', 0];
  const timer = setInterval(() => (bytes = Math.max(bytes, peakBytes(child.pid))), 50);
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      clearInterval(timer);
      if (code === 0) resolve({ out, ms: performance.now() - started, bytes });
      else reject(new Error(`daybreak ${args.join(' ')} ended with ${String(code)}`));
    });
  });
}

interface Row {
  readonly stage: string;
  readonly rows: number;
  readonly what: string;
  readonly ms: number;
  readonly bytes: number;
}

try {
  await run('init', 'bench', '--from', drop);
  const load = await run('load', 'bench', drop, '--json');
  const report = JSON.parse(load.out) as LoadReport;
  const loaded = report.tables.reduce((sum, { read }) => sum + read, 0);
  await run('up');
  const night = await run(
    'night',
    'bench',
    '--date',
    date,
    '--json',
    ...(population === undefined ? [] : ['--population', population]),
  );
  const { counts, times } = (JSON.parse(night.out) as { result: NightResult }).result;
  const peaks = peaksByStage();
  await run('down');
  const linked = Object.values(counts.ids).reduce((sum, n) => sum + n, 0);
  const rowsOf: Record<string, [number, string]> = {
    ingest: [counts.staleDays, 'days'],
    tag: [linked, 'ids'],
    compute: [counts.derivedValues, 'values'],
    aggregate: [counts.aggregatedValues, 'values'],
    files: [counts.opportunities, 'lines'],
    score: [counts.opportunities, 'lines'],
    push: [counts.leadsWritten, 'leads'],
  };
  const rows: Row[] = [
    { stage: 'load', rows: loaded, what: 'rows', ms: report.elapsedMs, bytes: load.bytes },
    ...times
      .filter(({ stage }) => stage in rowsOf)
      .map(({ stage, startedMs, endedMs }) => {
        const [n, what] = rowsOf[stage] ?? [0, ''];
        return { stage, rows: n, what, ms: endedMs - startedMs, bytes: peaks.get(stage) ?? 0 };
      }),
  ];
  process.stdout.write(
    `${drop} ${date}\n\n| stage | done | seconds | a second | peak memory |\n|---|---|---|---|---|\n`,
  );
  for (const { stage, rows: n, what, ms, bytes } of rows) {
    const rate = Math.round(n / Math.max(0.001, ms / 1000)).toLocaleString('en-US');
    process.stdout.write(
      `| ${stage} | ${n.toLocaleString('en-US')} ${what} | ${(ms / 1000).toFixed(1)} | ${rate} | ${bytes > 0 ? `${Math.round(bytes / 2 ** 20)} MB` : ''} |\n`,
    );
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** The most memory that the compute worker held when a task of a stage was done, from its log. */
function peaksByStage(): Map<string, number> {
  const stageOf: Record<string, string> = {
    markChangedFolds: 'ingest',
    foldDays: 'ingest',
    hashRowRanges: 'ingest',
    tagPopulation: 'tag',
    computeShard: 'compute',
    aggregateShard: 'aggregate',
    writeFiles: 'files',
    scoreShard: 'score',
    scoreModel: 'score',
  };
  const peaks = new Map<string, number>();
  for (const line of readFileSync(join(home, '.daybreak/logs/compute-worker.log'), 'utf8').split('\n')) {
    if (!line.startsWith('{')) continue;
    const { stage, rssBytes } = JSON.parse(line) as { stage?: string; rssBytes?: number };
    const name = stageOf[stage ?? ''];
    if (name !== undefined && rssBytes !== undefined) peaks.set(name, Math.max(peaks.get(name) ?? 0, rssBytes));
  }
  return peaks;
}
