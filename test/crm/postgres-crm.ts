import { tmpdir } from 'node:os';
import { openPostgresCrm } from '../../crm/postgres/crm.ts';
import type { Crm, CrmField } from '../../crm/crm.ts';
import { crmSchema } from '../../domain/crm-settings.ts';
import { DaybreakError } from '../../domain/errors.ts';
import type { PostgresServer } from './postgres-server.ts';

/** What the CRM's people have of a lead, and what Daybreak may set. */
export const TABLE = `
CREATE TABLE leads (
  number serial PRIMARY KEY,
  opportunity text NOT NULL UNIQUE,
  customer text NOT NULL DEFAULT 'somebody',
  score numeric(5, 4) CHECK (score <= 1),
  weight double precision,
  reasons text,
  scored_on date
)`;

/** Daybreak's own user: it may see and set the fields, and nothing else. */
export const RIGHTS = `
CREATE ROLE daybreak LOGIN;
GRANT SELECT (opportunity, xmin, score, weight, reasons, scored_on), UPDATE (score, weight, reasons, scored_on) ON leads TO daybreak`;

export const FIELDS = {
  number: { name: 'score', type: 'number', digits: 4 },
  otherNumber: { name: 'weight', type: 'number', digits: 6 },
  text: { name: 'reasons', type: 'text' },
  date: { name: 'scored_on', type: 'date' },
} as const satisfies Record<string, CrmField>;

interface Opening {
  readonly connection?: Readonly<Record<string, unknown>>;
  readonly limits?: Readonly<Record<string, number>>;
}

/** Opens the table of leads as a dictionary's settings would. */
export function openLeads(server: PostgresServer, { connection, limits }: Opening = {}): Crm {
  const settings = crmSchema.parse({
    adapter: 'postgres',
    connection: {
      host: server.host,
      user: 'daybreak',
      database: 'postgres',
      table: 'leads',
      id: 'opportunity',
      ...connection,
    },
    limits: { rows_a_call: 500, timeout_seconds: 20, ...limits },
    push: {},
  });
  return openPostgresCrm({
    connection: settings.connection,
    limits: settings.limits,
    folder: tmpdir(),
    secret: (said) => {
      const value = 'env' in said ? process.env[said.env] : undefined;
      if (value === undefined) throw new DaybreakError('SETTINGS_INVALID', 'the secret is missing', 'set it');
      return value;
    },
  });
}
