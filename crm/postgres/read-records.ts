import pg from 'pg';
import { CrmError, type CrmRecord, type CrmValue } from '../crm.ts';
import type { RecordTable } from './connection.ts';
import { canBeId } from './record-id.ts';
import type { Run } from './server.ts';
import { columnOf, type TableShape } from './table-shape.ts';

/** As Crm.read. */
export async function readRecords(
  run: Run,
  records: RecordTable,
  shape: TableShape,
  ids: readonly string[],
  fields: readonly string[],
): Promise<readonly (CrmRecord | undefined)[]> {
  const idType = columnOf(shape, records.id).type;
  const types = fields.map((field) => columnOf(shape, field).type);
  const id = `t.${pg.escapeIdentifier(records.id)}`;
  const columns = [`${id}::text`, shape.version ?? 'NULL', ...fields.map((field) => `t.${pg.escapeIdentifier(field)}`)];
  const asked = [...new Set(ids)].filter((one) => canBeId(one, idType));
  const rows =
    asked.length === 0
      ? []
      : await run(`SELECT ${columns.join(', ')} FROM ${shape.table} t WHERE ${id} = ANY($1::${idType}[])`, [asked]);
  const found = new Map<string, CrmRecord>();
  for (const [key, version, ...values] of rows) {
    if (found.has(key ?? ''))
      throw new CrmError('permanent', `${shape.table} has two records whose ${records.id} is ${key ?? ''}`);
    const named = fields.map((field, place) => [field, fromText(values[place] ?? null, types[place] ?? '')] as const);
    found.set(key ?? '', { values: Object.fromEntries(named), ...(typeof version === 'string' && { version }) });
  }
  return ids.map((one) => found.get(one));
}

const NUMBERS = new Set(['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision']);

/** A number where it is one; NaN and what is beyond a number stay the server's text. */
function fromText(text: string | null, type: string): CrmValue {
  if (text === null || !NUMBERS.has(type)) return text;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
