import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateSample, SAMPLE_RUN_DATE } from '../../dictionaries/sample/generate.ts';
import type { LoadReport } from '../../domain/load-report.ts';
import type { NightResult } from '../../domain/night-result.ts';
import type { StoreAddresses } from '../../domain/store-addresses.ts';
import { connectHdfs, type HdfsClient } from '../../stores/hdfs/client/hdfs.ts';
import { connectHBase } from '../../stores/hbase/client/hbase.ts';
import type { MeasuredNight } from './model.ts';

const ROOT = join(import.meta.dirname, '../..');
const THREADS = 2;

/** Loads a made-up CRM of that many opportunities and runs its night, on a stack of its own, with two compute threads. */
export async function measureNight(stack: 'embedded' | 'hadoop', opportunities: number): Promise<MeasuredNight> {
  const home = mkdtempSync(join(tmpdir(), 'daybreak-scale-'));
  try {
    const folder = join(home, 'dictionaries', 'sample');
    mkdirSync(folder, { recursive: true });
    for (const name of ['dictionary.csv', 'settings.yaml', 'models']) {
      cpSync(join(ROOT, 'dictionaries/sample', name), join(folder, name), { recursive: true });
    }
    const drop = join(home, 'drop');
    await generateSample({ folder: drop, seed: 1, opportunities });
    await run(home, 'up', '--stack', stack);
    try {
      const load = JSON.parse(await run(home, 'load', 'sample', drop, '--json')) as LoadReport;
      const night = JSON.parse(await run(home, 'night', 'sample', '--date', SAMPLE_RUN_DATE, '--json')) as {
        result: NightResult;
      };
      const { stores } = JSON.parse(await run(home, 'status', '--json')) as { stores: StoreAddresses | null };
      const storeBytes = stores
        ? await tableBytes(stores, 'sample')
        : bytesUnder(join(home, '.daybreak/stores/sample'));
      return measured(opportunities, load, night.result, storeBytes);
    } finally {
      await run(home, 'down');
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Steps of many activities keep all threads busy; the others one. */
const PARALLEL = new Set(['ingest', 'tag', 'compute', 'aggregate', 'files', 'map', 'score']);

function measured(opportunities: number, load: LoadReport, night: NightResult, storeBytes: number): MeasuredNight {
  const { counts, times } = night;
  const seconds = times
    .filter(({ stage }) => stage !== 'wait')
    .map(({ stage, startedMs, endedMs }): [string, number] => [
      stage,
      ((endedMs - startedMs) / 1000) * (PARALLEL.has(stage) ? THREADS : 1),
    ]);
  return {
    opportunities,
    ids: Object.values(counts.ids).reduce((sum, n) => sum + n, 0),
    events: load.tables.find(({ table }) => table === 'events')?.read ?? 0,
    days: counts.staleDays,
    storeBytes,
    fileBytes: counts.bytes,
    stageSeconds: Object.fromEntries(seconds),
  };
}

function run(home: string, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [join(ROOT, 'cli/daybreak.js'), ...args], {
    env: { ...process.env, DAYBREAK_HOME: home, DAYBREAK_THREADS: String(THREADS) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve(out);
      else reject(new Error(`daybreak ${args.join(' ')} ended with ${String(code)}`));
    });
  });
}

const bytesUnder = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).blocks * 512, 0);

/** What a dictionary's tables hold on HDFS, once everything is written out and compacted. */
async function tableBytes(
  { hbase: { registry, namespace }, hdfs }: StoreAddresses,
  dictionary: string,
): Promise<number> {
  const hbase = connectHBase({ registry });
  const client = connectHdfs({ namenodes: hdfs.namenodes, identity: { user: userInfo().username } });
  try {
    const tables = (await hbase.admin.listTables(namespace)).filter((name) => name.includes(`:${dictionary}_`));
    let bytes = 0;
    for (const table of tables) {
      await hbase.admin.flush(table);
      await hbase.admin.compact(table, true);
      while ((await hbase.admin.compactionState(table)) !== 'none') await sleep(200);
      bytes += await hdfsBytes(client, `/hbase/data/${table.replace(':', '/')}`);
    }
    return bytes;
  } finally {
    await hbase.close();
    client.close();
  }
}

async function hdfsBytes(client: HdfsClient, folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, type, bytes: length } of client.list(folder)) {
    bytes += type === 'DIRECTORY' ? await hdfsBytes(client, `${folder}/${name}`) : length;
  }
  return bytes;
}
