import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findPostgres, serverUser } from './postgres-binaries.ts';

/** A PostgreSQL of the test's own, reached by a socket in its folder. */
export interface PostgresServer {
  /** Folder of the socket: the `host` of a connection. */
  readonly host: string;
  /** As its owner, who may do everything. */
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** A connection of a person, to hold something open. */
  person(): Promise<pg.Client>;
  start(): Promise<void>;
  /** `SIGKILL` is power gone, `SIGINT` a restart that waits for nobody. */
  stop(signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
  /** Stops it and removes all it had. */
  remove(): Promise<void>;
}

const OWNER = { user: 'owner', database: 'postgres' };
const START_MS = 120_000;

/** Only these roles need a password. */
const LOGINS = `local all secured,changing scram-sha-256\nlocal all all trust\n`;

const found = findPostgres();

/** Why these tests cannot run here: part of their names. */
export const missing = found ? undefined : 'no PostgreSQL on this machine, and no package of it for this platform';

export async function newPostgres(): Promise<PostgresServer> {
  if (!found) throw new Error(missing);
  const { initdb, postgres, env } = found;
  const host = mkdtempSync(join(tmpdir(), 'daybreak-postgres-'));
  const user = serverUser();
  if (user.uid !== undefined && user.gid !== undefined) chownSync(host, user.uid, user.gid);
  const data = join(host, 'data');
  const how = { env: { ...env, HOME: host }, cwd: host, ...user };
  const made = spawnSync(initdb, ['-D', data, '-U', OWNER.user, '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'], how);
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr.toString()}`);
  writeFileSync(join(data, 'pg_hba.conf'), LOGINS);

  let running: ChildProcess | undefined;
  process.on('exit', () => running?.kill('SIGINT'));
  let admin: pg.Pool | undefined;
  const launch = (note: (said: string) => void): ChildProcess => {
    // -F: files need not outlive the machine, only the process
    const options = ['-D', data, '-k', host, '-h', '', '-F', '-c', 'max_connections=40'];
    const child = spawn(postgres, options, { ...how, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk: Buffer) => {
      note(chunk.toString());
    });
    return child;
  };
  const server: PostgresServer = {
    host,
    async sql(text, values = []) {
      if (!admin) throw new Error('PostgreSQL is not running');
      return (await admin.query<Record<string, unknown>>(text, [...values])).rows;
    },
    async person() {
      const client = new pg.Client({ host, ...OWNER });
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    async start() {
      admin = new pg.Pool({ host, ...OWNER, max: 4 });
      admin.on('error', () => undefined);
      let said = '';
      const end = Date.now() + START_MS;
      while (Date.now() < end) {
        // after a kill, the processes it leaves may still hold what they shared: then a new one ends at once
        if (running?.exitCode !== null) {
          running = launch((line) => {
            said = line;
          });
        }
        if (await answers(admin)) return;
        await sleep(100);
      }
      throw new Error(`PostgreSQL did not start: ${said}`);
    },
    async stop(signal) {
      if (!running) return;
      const ended = once(running, 'exit');
      running.kill(signal);
      await ended;
      running = undefined;
      await admin?.end();
      admin = undefined;
    },
    async remove() {
      await server.stop('SIGINT');
      rmSync(host, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

const answers = (pool: pg.Pool): Promise<boolean> =>
  pool.query('SELECT 1').then(
    () => true,
    () => false,
  );
