/**
 * HBase from TypeScript against the other ways to it, side by side on one server: `npx tsx bench/hbase/bench.ts [--json FILE] [--rounds N]`
 *
 * Starts HDFS and HBase below a temporary folder, fills a table of one region, and has every peer scan it, scan it with a filter of the
 * server's, and put rows in batches of 500, in turns: ours, HBase's own Java client (as it comes, and reading ahead), the REST gateway
 * (protobuf) and the Thrift2 gateway (framed) by their own Java clients, and `hbase-rpc-client`, without the line that cuts off its scans.
 * Each has one connection and a process of its own; the rows and a sum of the cells are checked. Needs Java 17, Maven and npm.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { HadoopPorts } from '../../infra/hadoop/hadoop-ports.ts';
import { startHadoop } from '../../infra/hadoop/hadoop-server.ts';
import { obtainJars } from '../../infra/hadoop/jars.ts';
import { findJava } from '../../infra/hadoop/java.ts';
import { connectHBase } from '../../stores/hbase/client/hbase.ts';
import type { BenchRow } from '../row.ts';
import { prepareJava } from './java-programs.ts';
import { startPeer, type Peer } from './peer-process.ts';
import { rpcClientArgs, startPeers } from './peers.ts';
import { compare, differs, type Expected, type Measured } from './rounds.ts';
import { installRpcClient } from './rpc-client-package.ts';
import { dataOf, taskLine } from './task.ts';

export interface HBaseBenchOptions {
  /** Rows of the table that is scanned, of 36 cells each. Default 10,000. */
  readonly rows?: number;
  /** Rows that a put run writes. Default 4,000. */
  readonly putRows?: number;
  /** Default 5. */
  readonly rounds?: number;
  readonly say?: (line: string) => void;
}

const COLUMNS = 36;
const BATCH = 500;
const SCANNED = 'bench_scan';
const REGIONS = 'bench_regions';
const PREFIX = 'c0';

/** Every case for every peer: rate, ratio = ours over the peer's. A peer that does not start has no row, and a line says so. */
export async function benchHBase(options: HBaseBenchOptions = {}): Promise<BenchRow[]> {
  const { rows = 10_000, putRows = 4_000, rounds = 5, say = () => undefined } = options;
  const folder = mkdtempSync(join(tmpdir(), 'daybreak-bench-hbase-'));
  const ends: (() => Promise<void>)[] = [];
  const signal = new AbortController().signal;
  try {
    const java = await findJava();
    const jars = await obtainJars({ java, note: say, signal });
    const hadoop = join(folder, 'hadoop');
    const { process: server, ports } = await startHadoop(
      { java, jars, folder: hadoop, log: join(folder, 'hadoop.log') },
      signal,
    );
    ends.unshift(() => server.stop(30_000));
    const programs = await prepareJava(folder, java, jars, ports);
    const { all, missing } = await startPeers(folder, ports, programs, ends);
    for (const [name, why] of missing) say(`${name} is not compared: ${why}`);
    await makeTables(ports.master, all);
    const [ours] = all as readonly [Peer, ...Peer[]];
    await ours.run(taskLine.put(SCANNED, rows, COLUMNS, BATCH));
    await ours.run(taskLine.put(REGIONS, 4_000, 4, BATCH));
    const unpatched = await scanAsItIs(folder, ports, expectScan(rows, COLUMNS), ends).catch(inWords);
    const regions = await regionsScan(all);
    say(`hbase-rpc-client: ${unpatched ?? 'all rows'} as it is, ${regions ?? 'all rows'} of four regions when patched`);
    const found: BenchRow[] = [];
    const measure = async (
      name: string,
      peers: readonly Peer[],
      task: (peer: Peer) => string,
      expected: Expected,
    ): Promise<void> => {
      const measured = await compare(peers, task, expected, rounds);
      const note = `as it is ${unpatched ?? 'right'}; patched, of four regions ${regions ?? 'right'}`;
      found.push(...rowsOf(name, measured, note));
      for (const [peer, { rate, ratio, wrong }] of measured) {
        say(
          `${name} ${peer}: ${Math.round(rate)} cells/s, ratio ${ratio.toFixed(2)}${wrong === undefined ? '' : `, WRONG: ${wrong}`}`,
        );
      }
    };
    await measure('scan', all, () => taskLine.scan(SCANNED), expectScan(rows, COLUMNS));
    await measure('filtered-scan', all, () => taskLine.filteredScan(SCANNED, PREFIX), expectScan(rows, 10));
    const put: Expected = { rows: putRows, cells: putRows * COLUMNS, check: 0 };
    const writers = all.filter(({ name }) => name !== 'java-ahead'); // reading ahead is nothing to a put
    await measure('put', writers, ({ name }) => taskLine.put(putTable(name), putRows, COLUMNS, BATCH), put);
    for (const { name } of all.filter((peer) => found.some((row) => row.case === 'put' && row.peer === peer.name))) {
      const wrong = differs(await ours.run(taskLine.scan(putTable(name))), expectScan(putRows, COLUMNS));
      if (wrong !== undefined) throw new Error(`what ${name} put is not there: ${wrong}`);
    }
    return found;
  } finally {
    for (const end of ends) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each peer puts into a table of its own, so that none pays for what another wrote. */
const putTable = (peer: string): string => `bench_put_by_${peer}`;

async function makeTables(master: number, peers: readonly Peer[]): Promise<void> {
  const hbase = connectHBase({ registry: [`127.0.0.1:${master}`] });
  const families = [{ name: 'd' }];
  await hbase.admin.createTable({ name: SCANNED, families });
  await hbase.admin.createTable({ name: REGIONS, families, splitKeys: [1_000, 2_000, 3_000].map(dataOf.row) });
  for (const { name } of peers) await hbase.admin.createTable({ name: putTable(name), families });
  await hbase.close();
}

/** What the package as it is misses of the scanned table; undefined for nothing. */
async function scanAsItIs(
  folder: string,
  ports: HadoopPorts,
  expected: Expected,
  ends: (() => Promise<void>)[],
): Promise<string | undefined> {
  const place = await installRpcClient(join(folder, 'rpc-as-it-is'), 'as it is');
  const log = join(folder, 'rpc-as-it-is.log');
  const peer = await startPeer('rpc-as-it-is', { command: process.execPath, args: rpcClientArgs(place, ports), log });
  ends.unshift(peer.end);
  return differs(await peer.run(taskLine.scan(SCANNED)), expected);
}

/** What the patched package misses of a table of four regions; ours is held to it first. */
async function regionsScan(peers: readonly Peer[]): Promise<string | undefined> {
  const expected = expectScan(4_000, 4);
  const missed = async (name: string): Promise<string | undefined> => {
    const peer = peers.find((candidate) => candidate.name === name);
    return peer === undefined ? 'not tried' : differs(await peer.run(taskLine.scan(REGIONS)), expected);
  };
  const ours = await missed('ours');
  if (ours !== undefined) throw new Error(`our scan of four regions is wrong: ${ours}`);
  return missed('hbase-rpc-client').catch(inWords);
}

const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function expectScan(rows: number, columns: number): Expected {
  let check = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = dataOf.value(row, column);
      check += value.length * 31 + (value.at(-1) ?? 0) + (dataOf.qualifier(column).at(-1) ?? 0) * 7;
    }
  }
  return { rows, cells: rows * columns, check };
}

function rowsOf(name: string, measured: ReadonlyMap<string, Measured>, rpcClient: string): BenchRow[] {
  const wrong = measured.get('ours')?.wrong;
  if (wrong !== undefined) throw new Error(`our ${name} is wrong: ${wrong}`);
  return [...measured]
    .filter(([peer, { ratio }]) => peer !== 'ours' && !Number.isNaN(ratio))
    .map(([peer, found]) => {
      const notes = [
        ...(found.wrong === undefined ? [] : [`WRONG: ${found.wrong}`]),
        ...(peer === 'hbase-rpc-client' ? [rpcClient] : []),
      ];
      const note = notes.length === 0 ? {} : { note: notes.join('; ') };
      return { suite: 'hbase', case: name, peer, metric: 'rate', ratio: found.ratio, ...note };
    });
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { json: { type: 'string' }, rounds: { type: 'string' } } });
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const rounds = values.rounds === undefined ? {} : { rounds: Number(values.rounds) };
  const text = JSON.stringify(await benchHBase({ say, ...rounds }), undefined, 1);
  if (values.json === undefined) process.stdout.write(`${text}\n`);
  else writeFileSync(values.json, `${text}\n`);
}
