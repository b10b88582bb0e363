import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openHdfsBlobs } from '../../stores/hdfs/blob-store.ts';

let server: Server;
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const fileStatus = (fileId: number): string =>
  JSON.stringify({
    FileStatus: {
      ...{ pathSuffix: '', type: 'FILE', length: 0, fileId, modificationTime: 0, blockSize: 0, replication: 1 },
      ...{ owner: 'u', group: 'g', permission: '644' },
    },
  });

const missing = (answer: ServerResponse): void => {
  const javaClassName = 'java.io.FileNotFoundException';
  const exception = { exception: 'FileNotFoundException', javaClassName, message: 'File does not exist' };
  answer.writeHead(404).end(JSON.stringify({ RemoteException: exception }));
};

/** An HDFS that takes every file, ends the connection at a rename, and then has `there` in its place. */
async function blobsWhere(there: (answer: ServerResponse) => void): Promise<ReturnType<typeof openHdfsBlobs>> {
  const listener: RequestListener = (request, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    const operation = searchParams.get('op');
    if (operation === 'GETSERVERDEFAULTS')
      answer.end(JSON.stringify({ FsServerDefaults: { blockSize: 1 << 20, bytesPerChecksum: 512 } }));
    else if (operation === 'CREATE' && searchParams.has('noredirect'))
      answer.end(
        JSON.stringify({ Location: `http://${String(request.headers.host)}/webhdfs/v1${pathname}?op=CREATE` }),
      );
    else if (operation === 'CREATE') request.on('end', () => answer.writeHead(201).end()).resume();
    else if (operation === 'GETFILESTATUS' && pathname.includes('.tmp-')) answer.end(fileStatus(7));
    else if (operation === 'GETFILESTATUS') there(answer);
    else if (operation === 'RENAME') request.socket.destroy();
    else answer.end('{"boolean":true}');
  };
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const namenodes = [`http://127.0.0.1:${(server.address() as AddressInfo).port}`];
  return openHdfsBlobs({ namenodes, user: 'u', folder: '/d', silenceMs: 2_000, operationTimeoutMs: 600 });
}

const BROKEN = { code: 'STORE_FAILED', retry: 'retry', message: expect.stringContaining('connection') as string };

it('a rename that was never carried out is a failure that may be tried again, not a missing file', async () => {
  const blobs = await blobsWhere(missing);
  await expect(blobs.write('new', new Uint8Array())).rejects.toMatchObject(BROKEN);
});

it('nor is one where another file stands there still', async () => {
  const blobs = await blobsWhere((answer) => answer.end(fileStatus(3)));
  await expect(blobs.write('old', new Uint8Array())).rejects.toMatchObject(BROKEN);
});

it('one that was carried out is done', async () => {
  const blobs = await blobsWhere((answer) => answer.end(fileStatus(7)));
  expect(await blobs.write('new', new Uint8Array())).toMatchObject({ path: 'new', bytes: 0 });
});
