import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectHBase } from '../../stores/hbase/client/hbase.ts';
import { connectStack } from '../../infra/stack.ts';
import { stackStatus } from '../../infra/stack-status.ts';
import { stopStack } from '../../infra/stop-stack.ts';
import { QUICK_START, whyNoHadoop } from '../stores/hadoop.ts';
import { processesOf, temporaryHome, until } from './temporary-home.ts';

const missing = await whyNoHadoop();
// read by every Java that the supervisor starts
process.env['JDK_JAVA_OPTIONS'] = QUICK_START.join(' ');

/** A worker that writes down what it was told of the stores, a line a start. */
const TELLING = `import { appendFileSync } from 'node:fs';
appendFileSync(process.argv[2], (process.env.DAYBREAK_STORES ?? 'none') + '\\n');
console.log('ready');
process.stdin.resume().on('end', () => process.exit(0));`;

const FILE = '/daybreak/kept.txt';

/** Writes a file by WebHDFS, which sends the writer on to a DataNode. */
async function put(namenode: string, text: string): Promise<number> {
  const url = `${namenode}/webhdfs/v1${FILE}?op=CREATE&overwrite=true&user.name=daybreak`;
  const first = await fetch(url, { method: 'PUT', redirect: 'manual' });
  // not fetch: a DataNode says `100 Continue` unasked, which fetch takes for the answer
  return new Promise((resolve, reject) => {
    const second = request(first.headers.get('location')!, { method: 'PUT', agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    second.on('error', reject);
    second.end(text);
  });
}

async function read(namenode: string): Promise<string> {
  return (await fetch(`${namenode}/webhdfs/v1${FILE}?op=OPEN&user.name=daybreak`)).text();
}

const answers = async (namenode: string): Promise<boolean> => {
  try {
    return (await read(namenode)) === 'kept';
  } catch {
    // it does not listen yet
    return false;
  }
};

describe.skipIf(missing !== undefined)('the stack `hadoop`', () => {
  let place: Awaited<ReturnType<typeof temporaryHome>>;
  beforeAll(async () => {
    place = await temporaryHome();
  });
  afterAll(() => place.remove());

  const hadoop = (): { pid: number; restarts: number; alive: boolean } =>
    stackStatus(place.home).processes.find(({ name }) => name === 'hadoop')!;

  it('serves, survives kill -9 with its data, and leaves nothing behind', async () => {
    const script = join(place.home, 'telling.mjs');
    const told = join(place.home, 'told.txt');
    writeFileSync(script, TELLING);
    const worker = { name: 'telling', command: process.execPath, args: [script, told] };
    const stack = await connectStack({ home: place.home, stack: 'hadoop', workers: [worker] });
    const status = stackStatus(place.home);
    expect(status).toMatchObject({ state: 'up', stack: 'hadoop', stores: stack.stores });
    expect(status.processes.map(({ name }) => name)).toEqual(['temporal', 'hadoop', 'telling']);
    const namenode = stack.stores!.hdfs.namenodes[0]!;
    expect(await put(namenode, 'kept')).toBe(201);
    const { registry, namespace } = stack.stores!.hbase;
    const hbase = connectHBase({ registry, user: 'daybreak', operationTimeoutMs: 120_000 });
    const row = Buffer.from('row');
    await hbase.admin.createTable({ name: `${namespace}:kept`, families: [{ name: 'f' }] });
    const cells = [{ family: 'f', qualifier: Buffer.from('q'), value: Buffer.from('kept') }];
    await hbase.table(`${namespace}:kept`).mutateAll([{ op: 'put', row, cells }]);
    await expect(connectStack({ home: place.home, stack: 'embedded', workers: [] })).rejects.toThrow(
      'The stack `embedded` was asked for and the stack `hadoop` is up',
    );

    process.kill(hadoop().pid, 'SIGKILL');
    await until(() => hadoop().restarts === 1, 20_000);
    await until(() => answers(namenode), 180_000);
    expect((await hbase.table(`${namespace}:kept`).get(row)).cells).toBe(1);
    await hbase.close();
    await stack.release();
    expect(processesOf(place.home)).toEqual([]);
    expect(stackStatus(place.home)).toMatchObject({ state: 'down', stores: null });

    // nobody said which stack this time; its rows are in HBase
    const again = await connectStack({ home: place.home, workers: [worker] });
    expect(again.stores).toEqual(stack.stores);
    expect(await read(namenode)).toBe('kept');
    process.kill(stackStatus(place.home).supervisor!, 'SIGKILL');
    await again.lost;
    await until(() => stackStatus(place.home).state === 'died', 10_000);
    expect(await stopStack(place.home)).toBe('cleaned');
    expect(processesOf(place.home)).toEqual([]);
  }, 480_000);
});
