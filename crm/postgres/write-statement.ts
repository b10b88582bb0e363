import { createHash } from 'node:crypto';
import pg from 'pg';
import type { RecordTable } from './connection.ts';
import { columnOf, type TableShape } from './table-shape.ts';

/** By what a record is known to be as it was read. */
export type Guard = 'version' | 'values';

export interface WriteStatement {
  readonly text: string;
  /** Of the same text on the same connection. */
  readonly named: string;
}

/**
 * Updates any number of records; a parameter is an array with an item a row: ids, whether to look at the guard, the guard's values, then the
 * fields' values. Rows that somebody else holds a lock on are left out rather than waited for, so there are no deadlocks either. Gives the
 * ids of the rows that were free and as they were read, each with whether it was then written.
 * The arrays have the columns' types without lengths: with them a text would be cut and a number rounded in silence; so they are refused.
 */
export function writeStatement(
  records: RecordTable,
  shape: TableShape,
  fields: readonly string[],
  guard: { readonly by: Guard; readonly fields: readonly string[] } | undefined,
): WriteStatement {
  const id = pg.escapeIdentifier(records.id);
  const idType = columnOf(shape, records.id).type;
  const typeOf = (field: string): string => columnOf(shape, field).type;
  const guardTypes = guard === undefined ? [] : guard.by === 'version' ? ['text'] : guard.fields.map(typeOf);
  const inputs: readonly (readonly [string, string])[] = [
    ['id', idType],
    ['guarded', 'boolean'],
    ...guardTypes.map((type, place) => [`seen${place}`, type] as const),
    ...fields.map((field, place) => [`new${place}`, typeOf(field)] as const),
  ];
  const sameAsSeen =
    guard?.by === 'version'
      ? [`${shape.version ?? 'NULL'} = w.seen0`]
      : (guard?.fields ?? []).map(
          (field, place) => `t.${pg.escapeIdentifier(field)} IS NOT DISTINCT FROM w.seen${place}`,
        );
  const text = `
WITH wanted AS MATERIALIZED (
  SELECT * FROM unnest(${inputs.map(([, type], place) => `$${place + 1}::${type}[]`).join(', ')}) AS u(${inputs.map(([name]) => name).join(', ')})
), free AS MATERIALIZED (
  SELECT w.* FROM ${shape.table} t JOIN wanted w ON t.${id} = w.id
  WHERE NOT w.guarded OR (${['true', ...sameAsSeen].join(' AND ')})
  FOR NO KEY UPDATE OF t SKIP LOCKED
), done AS (
  UPDATE ${shape.table} t SET ${fields.map((field, place) => `${pg.escapeIdentifier(field)} = f.new${place}`).join(', ')}
  FROM free f WHERE t.${id} = f.id RETURNING f.id
)
SELECT free.id::text, done.id IS NOT NULL FROM free LEFT JOIN done ON done.id = free.id`;
  return { text, named: `daybreak-${createHash('sha256').update(text).digest('hex').slice(0, 16)}` };
}
