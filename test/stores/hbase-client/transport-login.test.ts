import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCluster } from '../../../stores/hbase/client/cluster.ts';
import { HBaseError } from '../../../stores/hbase/client/hbase-error.ts';
import { answerChallenge } from '../../../stores/hbase/client/sasl-digest.ts';
import { listen, type FakeServer } from './transport-fake.ts';

describe('DIGEST-MD5', () => {
  const login = {
    user: 'chris',
    password: 'secret',
    digestUri: 'imap/elwood.innosoft.com',
    clientNonce: 'OA6MHXh6VqTrRk',
  };
  const challenge = 'realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",qop="auth",algorithm=md5-sess,charset=utf-8';

  test('answers as the example of RFC 2831 does', () => {
    const { response, expected } = answerChallenge(challenge, login);
    expect(response).toContain('response=d388dad90d4bbd760a152321f2143af7');
    expect(expected).toBe('rspauth=ea40f60335c427b5527b84dbabcdfffd');
  });

  test('refuses a server that wants to encrypt by SASL', () => {
    expect(() => answerChallenge(challenge.replace('"auth"', '"auth-conf"'), login)).toThrow(/only TLS/);
  });

  test('refuses what is no such challenge', () => {
    expect(() => answerChallenge('hello', login)).toThrow(HBaseError);
  });
});

const token = { identifier: Buffer.from('who it is'), password: Buffer.from('what it knows') };
const open = (address: string, password: Uint8Array = token.password) =>
  openCluster({ registry: [address], token: { ...token, password }, connectTimeoutMs: 2_000, callTimeoutMs: 4_000 });
const failure = async (address: string, password?: Uint8Array): Promise<HBaseError> => {
  const cluster = open(address, password);
  try {
    return await cluster.call(address, 'ClientMetaService', 'GetClusterId', {}).then(
      () => Promise.reject(new Error('no failure')),
      (error: unknown) => error as HBaseError,
    );
  } finally {
    await cluster.close();
  }
};

const noJava = spawnSync('java', ['-version']).error;
if (noJava) process.emitWarning(`NOT TESTED: log-in by token against Java's own SASL server (${noJava.message})`);

describe.skipIf(noJava)('a token, shown to the SASL server of Java', () => {
  let server: ChildProcess;
  let address: string;

  beforeAll(async () => {
    server = spawn('java', [fileURLToPath(new URL('DigestServer.java', import.meta.url)), 'what it knows'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const port = await new Promise((resolve) => createInterface({ input: server.stdout! }).once('line', resolve));
    address = `127.0.0.1:${String(port)}`;
  });
  afterAll(() => server.kill());

  test('is taken, and calls follow', async () => {
    const cluster = open(address);
    const { response } = await cluster.call<{ clusterId: string }>(address, 'ClientMetaService', 'GetClusterId', {});
    expect(response.clusterId).toBe('d2hvIGl0IGlz');
    await cluster.close();
  });

  test('is refused where it is a wrong one', async () => {
    const error = await failure(address, Buffer.from('something else'));
    expect([error.kind, error.message]).toEqual(['security', expect.stringContaining('refuses the token')]);
  });
});

describe('a server that does not do tokens', () => {
  const reply = (...numbers: number[]): Buffer => {
    const bytes = Buffer.alloc(numbers.length * 4);
    numbers.forEach((number, i) => bytes.writeInt32BE(number, i * 4));
    return bytes;
  };
  let server: FakeServer | undefined;
  const answering = async (bytes: Buffer | undefined): Promise<HBaseError> => {
    server = await listen((socket) =>
      socket.once('data', () => (bytes === undefined ? socket.end() : socket.write(bytes))),
    );
    try {
      return await failure(server.address);
    } finally {
      await server.close();
    }
  };

  test('lets anyone in by name', async () => {
    expect((await answering(reply(0, -88))).kind).toBe('security');
  });
  test('answers a size that cannot be', async () => {
    expect((await answering(reply(0, -5))).kind).toBe('protocol');
    expect((await answering(Buffer.from('HTTP/1.1 400'))).kind).toBe('protocol');
  });
  test('ends the connection', async () => {
    expect(await answering(undefined)).toMatchObject({ kind: 'connection', unsent: true });
  });
  test('says nothing', async () => {
    expect(await answering(Buffer.alloc(3))).toMatchObject({ kind: 'connection', unsent: true });
  });
});
