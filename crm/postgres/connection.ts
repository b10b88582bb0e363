import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PoolConfig } from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import { z } from 'zod';
import { secretSchema } from '../../domain/crm-settings.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { connectionOf } from '../connection.ts';
import type { CrmOptions } from '../crm-options.ts';

const name = z.string().min(1).max(63);

const connectionSchema = z.strictObject({
  /** `postgres://user@host:5432/database`; what it does not say is taken from the other keys, then from PGHOST, PGUSER … and ~/.pgpass. */
  url: z
    .union([
      secretSchema,
      z
        .string()
        .refine((url) => !hasPassword(url), { message: 'holds a password: give url as env or file, or password' }),
    ])
    .optional(),
  host: z.string().min(1).optional(),
  port: z.int().min(1).max(65_535).optional(),
  database: name.optional(),
  user: name.optional(),
  password: secretSchema.optional(),
  /** Without it, as the url says (`sslmode`). `ca` is a file of the dictionary's folder. */
  tls: z.strictObject({ ca: z.string().min(1).optional(), verify: z.boolean().default(true) }).optional(),
  schema: name.optional(),
  table: name,
  /** Column that holds the opportunity's id. */
  id: name,
  /** Column that changes with every change of a record; without it the row's own transaction number. */
  version: name.optional(),
});

/** Where the records are. */
export interface RecordTable {
  readonly schema: string | undefined;
  readonly table: string;
  readonly id: string;
  readonly version: string | undefined;
}

/** How the server is reached; what is left out, the driver takes from the environment. */
export type ServerAddress = Pick<
  PoolConfig,
  'host' | 'port' | 'database' | 'user' | 'password' | 'ssl' | 'application_name' | 'options'
>;

/**
 * Secrets and files are read when `server` is called, the password for every connection, so that a new one counts.
 * @throws DaybreakError SETTINGS_INVALID naming the key
 */
export function readConnection({ connection, folder, secret }: Pick<CrmOptions, 'connection' | 'folder' | 'secret'>): {
  readonly records: RecordTable;
  readonly server: () => ServerAddress;
} {
  const read = connectionOf(connectionSchema, connection, 'PostgreSQL');
  const { url, host, port, database, user, password, tls, schema, table, id, version } = read;
  const server = (): ServerAddress => ({
    ...(url !== undefined && partsOf(typeof url === 'string' ? url : secret(url))),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(database !== undefined && { database }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password: () => secret(password) }),
    ...(tls && {
      ssl: { rejectUnauthorized: tls.verify, ...(tls.ca !== undefined && { ca: authority(tls.ca, folder) }) },
    }),
  });
  return { server, records: { schema, table, id, version } };
}

/** Only what the url says: as the driver reads one, what is missing there would count as empty and hide the other keys. */
function partsOf(url: string): ServerAddress {
  try {
    if (!/^postgres(ql)?:\/\//.test(url)) throw new Error('no such url');
    const said = Object.entries(parseIntoClientConfig(url)).filter(([, value]) => value !== '' && value !== undefined);
    return Object.fromEntries(said);
  } catch {
    // the parser's own message may hold the url, and the url a password
    throw new DaybreakError(
      'SETTINGS_INVALID',
      'crm.connection.url of settings.yaml leads to a text that is no PostgreSQL url',
      'write it as postgres://user@host:5432/database',
    );
  }
}

function authority(file: string, folder: string): string {
  try {
    return readFileSync(resolve(folder, file), 'utf8');
  } catch (cause) {
    throw new DaybreakError(
      'SETTINGS_INVALID',
      `crm.connection.tls.ca of settings.yaml names ${file}, which cannot be read`,
      "put the certificate of the server's authority there",
      cause,
    );
  }
}

function hasPassword(url: string): boolean {
  try {
    const { password, searchParams } = new URL(url);
    return password !== '' || searchParams.has('password');
  } catch {
    return false;
  }
}
