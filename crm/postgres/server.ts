import pg from 'pg';
import type { CrmSettings } from '../../domain/crm-settings.ts';
import type { ServerAddress } from './connection.ts';

/** A row as texts in the order of the columns, as the server writes them; null is NULL. */
export type TextRow = readonly (string | null)[];

/** Runs one statement. `named`: it is prepared once a connection. @throws what the driver throws: see failure.ts */
export type Run = (text: string, values?: readonly unknown[], how?: { named: string }) => Promise<readonly TextRow[]>;

export interface Server {
  readonly run: Run;
  /** Statements that hold together, or not at all. */
  together<T>(work: (run: Run) => Promise<T>): Promise<T>;
  /** Any number of times. */
  close(): Promise<void>;
}

/** A lock on the whole table (ALTER TABLE, for example) is not waited for any longer; locks on rows are not waited for at all. */
const LOCK_SHARE = 0.25;
/** So long after the server's own limit a server that says nothing is given up. */
const SILENCE_MS = 5_000;

/** Numbers and times as text of one kind, whatever the server's, the database's and the role's settings are. */
const SESSION = '-c DateStyle=ISO -c TimeZone=UTC -c extra_float_digits=1';

/** Connections are made when they are needed, at most `limits.parallel`; `address` is called for the first one. */
export function openServer(address: () => ServerAddress, limits: CrmSettings['limits']): Server {
  let opened: pg.Pool | undefined;
  const connect = (): Promise<pg.PoolClient> => (opened ??= newPool(address(), limits)).connect();

  const withClient = async <T>(work: (run: Run) => Promise<T>): Promise<T> => {
    const client = await connect();
    let broken = true;
    try {
      const result = await work(runOn(client));
      broken = false;
      return result;
    } catch (thrown) {
      broken = !isAnswer(thrown);
      throw thrown;
    } finally {
      client.release(broken);
    }
  };

  let closing: Promise<void> | undefined;
  return {
    run: (text, values, how) => withClient((run) => run(text, values, how)),
    together: (work) =>
      withClient(async (run) => {
        await run('BEGIN');
        try {
          const result = await work(run);
          await run('COMMIT');
          return result;
        } catch (thrown) {
          // where the connection is of no use any more it is closed, and the server rolls back by itself
          if (isAnswer(thrown)) await run('ROLLBACK');
          throw thrown;
        }
      }),
    close: () => (closing ??= opened?.end() ?? Promise.resolve()),
  };
}

function newPool(address: ServerAddress, limits: CrmSettings['limits']): pg.Pool {
  const timeoutMs = Math.ceil(limits.timeout_seconds * 1_000);
  const pool = new pg.Pool({
    application_name: 'daybreak',
    ...address,
    options: [address.options, SESSION].flatMap((option) => option ?? []).join(' '),
    max: limits.parallel,
    keepAlive: true,
    allowExitOnIdle: true,
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: timeoutMs,
    lock_timeout: Math.ceil(timeoutMs * LOCK_SHARE),
    idle_in_transaction_session_timeout: timeoutMs,
    query_timeout: timeoutMs + SILENCE_MS,
  });
  // A connection that breaks is told to the statement that runs; where none runs, the next call gets a new one. What the driver
  // reports besides would end the process if nobody listened, also in the moment between a connection being made and handed over.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The server refused a statement, and the connection goes on. */
const isAnswer = (thrown: unknown): boolean => thrown instanceof pg.DatabaseError && thrown.severity === 'ERROR';

const AS_TEXT = { getTypeParser: () => (text: string) => text };

const runOn =
  (client: pg.PoolClient): Run =>
  async (text, values = [], how) => {
    const { rows } = await client.query<(string | null)[]>({
      text,
      values: [...values],
      rowMode: 'array',
      types: AS_TEXT,
      ...(how && { name: how.named }),
    });
    return rows;
  };
