/** `hbase-rpc-client` as a peer of the benchmark: `npx tsx bench/hbase/rpc-client-peer.ts PACKAGE_FOLDER ZOOKEEPER` */
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { dataOf } from './task.ts';

type Done = (error?: unknown) => void;
interface Row {
  readonly columns: readonly { readonly qualifier: Buffer; readonly value: Buffer }[];
}
interface Scanner {
  setFilter(filter: object): boolean;
  each(onRow: (error: unknown, row: Row) => void, done: Done): void;
}
interface Put {
  add(family: string, qualifier: string, value: string, timestamp: number): void;
}
interface Client {
  getScanner(table: string): Scanner;
  mput(table: string, puts: readonly Put[], done: Done): void;
  on(event: 'error', listener: (error: unknown) => void): void;
}
type Package = ((options: object) => Client) & { readonly Put: new (row: string) => Put };

const [place = '', zooKeeper = ''] = process.argv.slice(2);
const open = createRequire(import.meta.url)(place) as Package;
const client = open({ zookeeperHosts: [zooKeeper], zookeeperRoot: '/hbase', rpcTimeout: 60_000, callTimeout: 60_000 });
client.on('error', (error) => {
  process.stderr.write(`${String(error)}\n`);
});

const settled = (work: (done: Done) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    work((error) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error(JSON.stringify(error)));
    });
  });

async function scan(table: string, prefix: string | undefined): Promise<string> {
  let [rows, cells, check] = [0, 0, 0];
  const scanner = client.getScanner(table);
  if (prefix !== undefined) scanner.setFilter({ columnPrefixFilter: { prefix: Buffer.from(prefix) } });
  await settled((done) => {
    scanner.each((error, row) => {
      if (error !== undefined && error !== null) return;
      rows += 1;
      for (const { qualifier, value } of row.columns) {
        cells += 1;
        check += value.length * 31 + (value[value.length - 1] ?? 0) + (qualifier[qualifier.length - 1] ?? 0) * 7;
      }
    }, done);
  });
  return `${rows} ${cells} ${check}`;
}

async function putRows(table: string, rows: number, columns: number, batch: number): Promise<string> {
  for (let from = 0; from < rows; from += batch) {
    const puts = Array.from({ length: Math.min(batch, rows - from) }, (_, i) => {
      const put = new open.Put(dataOf.row(from + i).toString());
      for (let column = 0; column < columns; column++) {
        put.add('d', dataOf.qualifier(column).toString(), dataOf.value(from + i, column).toString(), 1);
      }
      return put;
    });
    await settled((done) => {
      client.mput(table, puts, done);
    });
  }
  return `${rows} ${rows * columns} 0`;
}

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const [task = '', table = '', ...words] = line.split(' ');
  const started = performance.now();
  const [rows = 0, columns = 0, batch = 1] = words.map(Number);
  const said = task === 'put' ? await putRows(table, rows, columns, batch) : await scan(table, words[0]);
  process.stdout.write(`${performance.now() - started} ${said}\n`);
}
process.exit(0);
