import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connectHdfs, type HdfsClient } from '../../stores/hdfs/client/hdfs.ts';
import { collect } from '../contract/fresh-stores.ts';

const servers: Server[] = [];
const clients: HdfsClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const connect = (...namenodes: string[]): HdfsClient => {
  const client = connectHdfs({ namenodes, identity: { user: 'u' }, silenceMs: 200, operationTimeoutMs: 600 });
  clients.push(client);
  return client;
};

const exception = (javaClassName: string, message: string): string =>
  JSON.stringify({ RemoteException: { exception: javaClassName.split('.').at(-1), javaClassName, message } });

const STANDBY = exception(
  'org.apache.hadoop.ipc.StandbyException',
  'Operation category READ is not supported in state standby',
);
const FOLDER = JSON.stringify({
  FileStatus: {
    ...{ pathSuffix: '', type: 'DIRECTORY', length: 0, fileId: 1, modificationTime: 0, blockSize: 0, replication: 0 },
    ...{ owner: 'u', group: 'g', permission: '755' },
  },
});

describe('NameNodes that do not serve', () => {
  it('are passed over in favour of the one that does, which is remembered', async () => {
    let asked = 0;
    const standby = await serve((_, answer) => {
      asked += 1;
      answer.writeHead(403).end(STANDBY);
    });
    const active = await serve((_, answer) => answer.end(FOLDER));
    const client = connect(standby, active);
    for (let i = 0; i < 3; i++) expect((await client.status('/')).type).toBe('DIRECTORY');
    expect(asked).toBe(1);
  });

  it('are asked again until one serves: failover takes a moment', async () => {
    let asked = 0;
    const waking: RequestListener = (_, answer) =>
      ++asked > 5 ? answer.end(FOLDER) : answer.writeHead(403).end(STANDBY);
    const client = connect(await serve(waking), await serve(waking));
    expect((await client.status('/')).type).toBe('DIRECTORY');
    expect(asked).toBe(6);
  });

  it('are given up after the time of an operation, with the error of the last', async () => {
    const standby = await serve((_, answer) => answer.writeHead(403).end(STANDBY));
    const started = performance.now();
    await expect(connect(standby, 'http://127.0.0.1:1').status('/')).rejects.toMatchObject({ name: 'HdfsError' });
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('in safe mode are asked again, also for what must not be done twice', async () => {
    let asked = 0;
    const starting = await serve((_, answer) =>
      ++asked > 2
        ? answer.end('{"boolean":true}')
        : answer.writeHead(403).end(exception('org.apache.hadoop.hdfs.server.namenode.SafeModeException', 'safe mode')),
    );
    await connect(starting).rename('/a', '/b');
    expect(asked).toBe(3);
  });

  it('that break the connection are asked again only for what may be done twice', async () => {
    let asked = 0;
    const breaking = await serve((request, answer) => {
      asked += 1;
      if (asked % 2 === 1) request.socket.destroy();
      else answer.end(FOLDER);
    });
    await expect(connect(breaking).rename('/a', '/b')).rejects.toMatchObject({ kind: 'connection' });
    expect(asked).toBe(1);
    asked = 0;
    expect((await connect(breaking).status('/')).type).toBe('DIRECTORY');
  });
});

describe('answers that WebHDFS does not give', () => {
  it.for([
    ['nothing', ''],
    ['a page', '<html><body>Sign in</body></html>'],
    ['half of the JSON', FOLDER.slice(0, 40)],
    ['other JSON', '{"FileStatus":{"type":"SOCKET"}}'],
    ['a number', '7'],
  ])('such as %s are told apart from what it says', async ([, text]) => {
    const client = connect(await serve((_, answer) => answer.end(text)));
    for (const call of [
      () => client.status('/'),
      () => collect(client.list('/')),
      () => client.rename('/a', '/b'),
      () => client.delete('/a'),
      () => collect(client.open('/a')),
      () => client.create('/a', Buffer.from('x')),
      () => client.checksum('/a'),
      () => client.serverDefaults(),
      () => client.tokens.get('u'),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'HdfsError', kind: 'protocol' });
    }
  });

  it('such as a place that is none', async () => {
    for (const place of ['file:///etc/passwd', 'nowhere', '']) {
      const client = connect(await serve((_, answer) => answer.end(JSON.stringify({ Location: place }))));
      await expect(collect(client.open('/a'))).rejects.toMatchObject({ kind: 'protocol' });
    }
  });

  it('such as an error without an exception', async () => {
    const client = connect(await serve((_, answer) => answer.writeHead(500).end('<html>oops</html>')));
    await expect(client.status('/')).rejects.toMatchObject({ kind: 'protocol', status: 500 });
    const busy = connect(await serve((_, answer) => answer.writeHead(503).end('busy')));
    await expect(busy.status('/')).rejects.toMatchObject({ kind: 'protocol', status: 503 });
  });

  it('such as silence, before the answer and in the middle of a file', async () => {
    const mute = await serve(() => undefined);
    await expect(connect(mute).rename('/a', '/b')).rejects.toMatchObject({ kind: 'timeout' });
    const half = await serve((_, answer) => {
      answer.writeHead(200, { 'content-length': 10 }).write('half');
    });
    const client = connect(
      await serve((_, answer) => answer.end(JSON.stringify({ Location: `${half}/webhdfs/v1/a` }))),
    );
    await expect(collect(client.open('/a'))).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('such as a file that ends too early', async () => {
    const short = await serve((request, answer) => {
      answer.writeHead(200, { 'content-length': 10 });
      answer.write('half', () => request.socket.destroy());
    });
    const client = connect(
      await serve((_, answer) => answer.end(JSON.stringify({ Location: `${short}/webhdfs/v1/a` }))),
    );
    await expect(collect(client.open('/a'))).rejects.toMatchObject({ kind: 'connection' });
  });

  it('such as one that never ends', async () => {
    const endless = await serve((_, answer) => {
      const piece = Buffer.alloc(1 << 20, 'x');
      const more = (): void => {
        while (answer.write(piece));
        answer.once('drain', more);
      };
      more();
    });
    await expect(connect(endless).status('/')).rejects.toMatchObject({ kind: 'protocol' });
  });
});

describe('a caller', () => {
  it('may call off what it began, and is not kept waiting', async () => {
    const mute = await serve(() => undefined);
    const calledOff = { kind: 'aborted' };
    const signal = (): AbortSignal => AbortSignal.timeout(50);
    await expect(collect(connect(mute).open('/a', { signal: signal() }))).rejects.toMatchObject(calledOff);
    await expect(connect(mute).create('/a', new Uint8Array(1), { signal: signal() })).rejects.toMatchObject(calledOff);
    await expect(connect(mute).delete('/a', { signal: AbortSignal.abort() })).rejects.toMatchObject(calledOff);
    const refusing = connect('http://127.0.0.1:1');
    await expect(refusing.delete('/a', { signal: signal() })).rejects.toMatchObject(calledOff);
  });

  it('may read as slowly as it likes', async () => {
    const data = await serve((_, answer) => answer.end('x'.repeat(3 << 20)));
    const client = connect(
      await serve((_, answer) => answer.end(JSON.stringify({ Location: `${data}/webhdfs/v1/a` }))),
    );
    let bytes = 0;
    for await (const piece of client.open('/a')) {
      if (bytes === 0) await new Promise((resolve) => setTimeout(resolve, 500));
      bytes += piece.length;
    }
    expect(bytes).toBe(3 << 20);
  });

  it('may write as slowly as it likes', async () => {
    const received: string[] = [];
    const data = await serve((request, answer) => {
      request.on('data', (piece: Buffer) => received.push(piece.toString()));
      request.on('end', () => answer.writeHead(201).end());
    });
    const client = connect(
      await serve((_, answer) => answer.end(JSON.stringify({ Location: `${data}/webhdfs/v1/a` }))),
    );
    await client.create(
      '/a',
      (async function* () {
        yield Buffer.from('a');
        await new Promise((resolve) => setTimeout(resolve, 500));
        yield Buffer.from('b');
      })(),
    );
    expect(received.join('')).toBe('ab');
  });

  it.for([[[]], [['nn1:9870']], [['ftp://nn1']], [['http://nn1:9870/webhdfs/v1']]])(
    'must name NameNodes: not %j',
    ([namenodes]) => {
      expect(() => connectHdfs({ namenodes: namenodes ?? [], identity: { user: 'u' } })).toThrow(
        expect.objectContaining({ kind: 'usage' }) as Error,
      );
    },
  );

  it('must name an absolute path', async () => {
    await expect(connect('http://127.0.0.1:1').status('a')).rejects.toMatchObject({ kind: 'usage' });
  });
});
