import pg from 'pg';
import { CrmError } from '../crm.ts';
import type { RecordTable } from './connection.ts';
import type { Run } from './server.ts';

export interface Column {
  readonly name: string;
  /** Without length and scale, as the server names it: `numeric`, `character varying`. Of a domain, what it is made of. */
  readonly type: string;
  /** Characters of a `character varying(n)`. */
  readonly characters?: number;
  /** Of a `numeric(p, s)`. */
  readonly numeric?: { readonly precision: number; readonly scale: number };
  /** Why the table's definition forbids to write it. */
  readonly unwritable: string | undefined;
  readonly maySelect: boolean;
  readonly mayUpdate: boolean;
}

/** What the server says of the table, as this user sees it. */
export interface TableShape {
  /** Quoted, for statements. */
  readonly table: string;
  readonly columns: ReadonlyMap<string, Column>;
  /** Whether each id is held by one record at most; undefined of what has no indexes of its own. */
  readonly idUnique: boolean | undefined;
  /** What a record's version is made of; undefined where there is no such thing. */
  readonly version: string | undefined;
  readonly maySelectVersion: boolean;
  /** The server takes no writes: a standby, or set so. */
  readonly readOnly: boolean;
}

const TABLE = `
SELECT c.oid, c.relkind, pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on',
  CASE WHEN c.relkind IN ('r', 'p') THEN has_column_privilege(c.oid, 'xmin', 'SELECT') ELSE false END,
  EXISTS (
    SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indnkeyatts = 1 AND a.attname = $2)
FROM pg_class c WHERE c.oid = to_regclass($1) AND c.relkind IN ('r', 'p', 'v')`;

const COLUMNS = `
SELECT a.attname,
  format_type(CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE a.atttypid END, NULL),
  CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE a.atttypmod END,
  a.attgenerated <> '' OR a.attidentity = 'a', pg_column_is_updatable(a.attrelid, a.attnum, false),
  has_column_privilege(a.attrelid, a.attnum, 'SELECT'), has_column_privilege(a.attrelid, a.attnum, 'UPDATE')
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped`;

/** @throws CrmError permanent where there is no such table; else what the driver throws */
export async function describeTable(run: Run, { schema, table, id, version }: RecordTable): Promise<TableShape> {
  const quoted = [schema, table]
    .flatMap((part) => part ?? [])
    .map(pg.escapeIdentifier)
    .join('.');
  const [found] = await run(TABLE, [quoted, id]);
  if (found === undefined) throw new CrmError('permanent', `PostgreSQL has no table ${quoted} that this user can see`);
  const [oid, kind, readOnly, maySelectXmin, idUnique] = found;
  const columns = new Map<string, Column>();
  for (const [name, type, modifier, generated, updatable, maySelect, mayUpdate] of await run(COLUMNS, [oid])) {
    columns.set(name ?? '', {
      name: name ?? '',
      type: type ?? '',
      ...lengths(type ?? '', Number(modifier)),
      unwritable:
        generated === TRUE
          ? 'gets its value from the server'
          : updatable === TRUE
            ? undefined
            : 'cannot be written through the view',
      maySelect: maySelect === TRUE,
      mayUpdate: mayUpdate === TRUE,
    });
  }
  const isTable = kind === 'r' || kind === 'p';
  return {
    table: quoted,
    columns,
    idUnique: kind === 'r' ? idUnique === TRUE : undefined,
    version: version !== undefined ? `t.${pg.escapeIdentifier(version)}::text` : isTable ? 't.xmin::text' : undefined,
    maySelectVersion:
      version !== undefined ? columns.get(version)?.maySelect === true : !isTable || maySelectXmin === TRUE,
    readOnly: readOnly === TRUE,
  };
}

const TRUE = 't';

/** A type modifier's 4 bytes are counted in it; -1 is none. */
const MODIFIER_BYTES = 4;

function lengths(type: string, modifier: number): Pick<Column, 'characters' | 'numeric'> {
  const held = modifier - MODIFIER_BYTES;
  if (held < 0) return {};
  if (type === 'character varying') return { characters: held };
  // 16 bits of precision, then the scale in 11 bits with a sign
  if (type === 'numeric') return { numeric: { precision: held >> 16, scale: ((held & 0x7ff) ^ 0x400) - 0x400 } };
  return {};
}

/** @throws CrmError permanent where the table has no such column */
export function columnOf(shape: TableShape, name: string): Column {
  const column = shape.columns.get(name);
  if (column === undefined) throw new CrmError('permanent', `${shape.table} has no column ${name}`);
  return column;
}
