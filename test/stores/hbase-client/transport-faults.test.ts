import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openCluster, type Cluster, type ClusterSettings } from '../../../stores/hbase/client/cluster.ts';
import type { HBaseError } from '../../../stores/hbase/client/hbase-error.ts';
import { answerFrame, listen, readRequest, serving, type Asked, type FakeServer } from './transport-fake.ts';

let server: FakeServer | undefined;
let cluster: Cluster | undefined;

afterEach(async () => {
  await cluster?.close();
  await server?.close();
  cluster = server = undefined;
});

const open = (settings: Partial<ClusterSettings> = {}): Cluster =>
  (cluster = openCluster({ registry: [server!.address], callTimeoutMs: 1_000, connectTimeoutMs: 1_000, ...settings }));

const region = { type: 1, value: Buffer.from('t,,1') };
const get = (row: string, options: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
  cluster!
    .call<object>(server!.address, 'ClientService', 'Get', { region, get: { row: Buffer.from(row) } }, options)
    .then(({ cells }) => Buffer.from(cells).toString());
const failure = (call: Promise<unknown>): Promise<HBaseError> =>
  call.then(
    () => Promise.reject(new Error('no failure')),
    (error: unknown) => error as HBaseError,
  );

/** Answers a Get with its row in the place of cells. */
const echo = (socket: Socket, asked: Asked): void => {
  const row = Buffer.from((asked.request.get as { row: string }).row, 'base64');
  socket.write(answerFrame({ callId: asked.callId, response: {}, cells: row }));
};

/** Nothing waits or is in flight, and no socket is open. */
const expectNothingLeft = async (): Promise<void> => {
  await expect.poll(() => server!.open.size).toBe(0);
  expect(cluster!.metrics).toMatchObject({ inFlight: 0, connections: 0 });
};

describe('a port that is not HBase', () => {
  test('HTTP', async () => {
    const http = createServer((_, response) => response.end());
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(http.address() as AddressInfo).port}`;
    cluster = openCluster({ registry: [address], callTimeoutMs: 1_000 });
    const error = await failure(cluster.call(address, 'ClientMetaService', 'GetClusterId', {}));
    expect([error.kind, error.message]).toEqual(['protocol', expect.stringContaining('hardly an HBase port')]);
    http.closeAllConnections();
    http.close();
  });

  test('a silent one: the call ends in time, and the connection is given up', async () => {
    server = await listen((socket) => socket.resume());
    open();
    expect((await failure(get('a', { timeoutMs: 100 }))).kind).toBe('timeout');
    await expectNothingLeft();
  });

  test('one that closes at once', async () => {
    server = await listen((socket) => socket.destroy());
    open();
    expect((await failure(get('a'))).kind).toBe('connection');
    await expectNothingLeft();
  });

  test('nobody listens', async () => {
    server = await listen(() => undefined);
    await server.close();
    open();
    expect(await failure(get('a'))).toMatchObject({ kind: 'connection', unsent: true });
  });

  test.for(['nonsense', 'host:0', 'host:99999', ':1'])('an address that is none: %s', async (address) => {
    server = await listen(() => undefined);
    open();
    expect((await failure(cluster!.call(address, 'ClientService', 'Get', {}))).kind).toBe('usage');
  });
});

describe('calls on one connection', () => {
  test('are answered in any order', async () => {
    const asked: Asked[] = [];
    server = await listen(
      serving((frame, socket) => {
        asked.push(readRequest(frame));
        if (asked.length === 3) for (const each of asked.reverse()) echo(socket, each);
      }),
    );
    open();
    expect(await Promise.all(['a', 'b', 'c'].map((row) => get(row)))).toEqual(['a', 'b', 'c']);
    expect(cluster!.metrics).toMatchObject({ calls: 3, connects: 1, inFlight: 0, failures: 0 });
  });

  test('that gave up are forgotten, and the late answer disturbs no other', async () => {
    let late: Asked | undefined;
    server = await listen(
      serving((frame, socket) => {
        const asked = readRequest(frame);
        if (late === undefined) {
          late = asked;
          return;
        }
        if (asked.callId === late.callId + 2) echo(socket, late);
        echo(socket, asked);
      }),
    );
    open();
    const slow = failure(get('slow', { timeoutMs: 80 }));
    expect(await get('beside')).toBe('beside');
    expect((await slow).kind).toBe('timeout');
    expect(await get('next')).toBe('next');
    expect(await get('after')).toBe('after');
    expect(cluster!.metrics).toMatchObject({ connects: 1, timeouts: 1, inFlight: 0 });
  });

  test('may be cancelled', async () => {
    server = await listen(serving(() => undefined));
    open();
    const controller = new AbortController();
    const call = failure(get('a', { signal: controller.signal }));
    setTimeout(() => {
      controller.abort();
    }, 30);
    expect((await call).kind).toBe('cancelled');
    expect(await failure(get('a', { signal: controller.signal }))).toMatchObject({ kind: 'cancelled', unsent: true });
    expect(cluster!.metrics.inFlight).toBe(0);
  });

  test('wait for their turn beyond the limit', async () => {
    let open_ = 0;
    let most = 0;
    server = await listen(
      serving((frame, socket) => {
        most = Math.max(most, ++open_);
        setTimeout(() => {
          open_--;
          echo(socket, readRequest(frame));
        }, 5);
      }),
    );
    open({ maxInFlight: 4 });
    const rows = Array.from({ length: 60 }, (_, i) => String(i));
    expect(await Promise.all(rows.map((row) => get(row)))).toEqual(rows);
    expect(most).toBe(4);
  });

  test('wait while the server does not read, and give up unsent', async () => {
    server = await listen((socket) => socket.pause());
    open({ maxInFlight: 1_000 });
    const large = Buffer.alloc(4 * 1024 * 1024);
    const calls = Array.from({ length: 20 }, () =>
      failure(
        cluster!.call(server!.address, 'ClientService', 'Get', { region, get: { row: large } }, { timeoutMs: 300 }),
      ),
    );
    const failures = await Promise.all(calls);
    expect(failures.every(({ kind }) => kind === 'timeout' || kind === 'connection')).toBe(true);
    expect(failures.filter(({ unsent }) => unsent).length).toBeGreaterThan(10);
    expect(cluster!.metrics).toMatchObject({ inFlight: 0, connections: 0 });
  });

  test('fail together when the connection ends, and the next one connects anew', async () => {
    let connections = 0;
    server = await listen((socket) => {
      const healthy = ++connections > 1;
      serving((frame) => {
        if (healthy) echo(socket, readRequest(frame));
        else socket.destroy();
      })(socket);
    });
    open();
    const failures = await Promise.all([failure(get('a')), failure(get('b'))]);
    expect(failures.map(({ kind, unsent }) => [kind, unsent])).toEqual(Array(2).fill(['connection', false]));
    expect(await get('c')).toBe('c');
    expect(cluster!.metrics).toMatchObject({ connects: 2, connections: 1 });
  });

  test('after an unreadable answer: that call says so, the others that the connection ended', async () => {
    const asked: Asked[] = [];
    server = await listen(
      serving((frame, socket) => {
        asked.push(readRequest(frame));
        if (asked.length < 2) return;
        const bad = answerFrame({ callId: asked[0]!.callId, response: {} });
        socket.write(Buffer.concat([Buffer.from([0, 0, 0, bad.length - 3]), bad.subarray(4), Buffer.from('x')]));
      }),
    );
    open();
    const [first, second] = await Promise.all([failure(get('a')), failure(get('b'))]);
    expect([first.kind, second.kind]).toEqual(['protocol', 'connection']);
    await expectNothingLeft();
  });

  test('all end with the client', async () => {
    server = await listen(serving(() => undefined));
    open();
    const call = failure(get('a'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await cluster!.close();
    expect((await call).kind).toBe('closed');
    expect((await failure(get('b'))).kind).toBe('closed');
    await expectNothingLeft();
  });
});

describe('what a server says of the connection as a whole', () => {
  const refusing = async (exceptionClassName: string): Promise<HBaseError> => {
    const exception = { exceptionClassName, stackTrace: `${exceptionClassName}: no` };
    server = await listen(serving((_, socket) => socket.end(answerFrame({ callId: 0xffffffff, exception }))));
    open();
    return failure(get('a'));
  };

  test('Kerberos is asked for', async () => {
    const error = await refusing('org.apache.hadoop.hbase.security.AccessDeniedException');
    expect([error.kind, error.message]).toEqual(['security', expect.stringContaining('not by Kerberos')]);
  });

  test('anything else', async () => {
    const javaClass = 'org.apache.hadoop.hbase.ipc.FatalConnectionException';
    expect(await refusing(javaClass)).toMatchObject({ kind: 'remote', javaClass });
  });
});
