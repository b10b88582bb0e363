import { CrmError, type CrmRecord, type CrmValue, type CrmWrite, type WriteOutcome } from '../crm.ts';
import type { RecordTable } from './connection.ts';
import { sortFailure } from './failure.ts';
import { readRecords } from './read-records.ts';
import { canBeId } from './record-id.ts';
import type { Run, Server, TextRow } from './server.ts';
import { columnOf, type TableShape } from './table-shape.ts';
import { writeStatement, type Guard } from './write-statement.ts';

/** As Crm.write. @throws also what the driver throws, which concerns all rows */
export async function writeRecords(
  server: Server,
  records: RecordTable,
  shape: TableShape,
  rows: readonly CrmWrite[],
): Promise<readonly WriteOutcome[]> {
  const idType = columnOf(shape, records.id).type;
  const groups = alike(
    rows.filter(({ id, values }) => canBeId(id, idType) && Object.keys(values).length > 0),
    shape,
  );
  const answers = new Map<string, boolean>();
  const send = async (run: Run): Promise<void> => {
    for (const group of groups) {
      for (const [id, written] of await sendGroup(run, records, shape, group)) answers.set(id ?? '', written === 't');
    }
  };
  try {
    // one statement holds together by itself
    if (groups.length > 1) await server.together(send);
    else await send(server.run);
  } catch (thrown) {
    const { trouble, reason } = sortFailure(thrown);
    if (trouble !== 'row' && trouble !== 'slow') throw thrown;
    if (rows.length > 1) {
      const message = `PostgreSQL refused a call of ${rows.length} rows: ${reason}`;
      throw new CrmError('batch', message, { cause: thrown });
    }
    if (trouble === 'slow') throw thrown;
    return [{ state: 'refused', reason, again: false }];
  }
  const left = await whyLeft(
    server.run,
    records,
    shape,
    rows.filter(({ id }) => !answers.has(id)),
  );
  return rows.map(({ id }) => {
    const written = answers.get(id);
    if (written === true) return { state: 'written' };
    if (written === false)
      return { state: 'refused', reason: 'a trigger of the table let the record as it was', again: false };
    return left.get(id) ?? MISSING;
  });
}

const MISSING: WriteOutcome = { state: 'refused', reason: 'the table has no record of this id', again: false };
const LOCKED: WriteOutcome = {
  state: 'refused',
  reason: 'somebody holds a lock on the record, or a row policy of the table keeps it from this user',
  again: true,
};

/** Rows that one statement can write: the same fields, and the same way to see that nobody changed them. */
interface Alike {
  readonly fields: readonly string[];
  readonly guard: { readonly by: Guard; readonly fields: readonly string[] } | undefined;
  readonly rows: readonly CrmWrite[];
}

function alike(rows: readonly CrmWrite[], shape: TableShape): readonly Alike[] {
  const groups = new Map<string, Alike & { rows: CrmWrite[] }>();
  for (const row of rows) {
    const fields = Object.keys(row.values).sort();
    const guard = guardOf(row.seen, shape);
    const key = JSON.stringify([fields, guard]);
    const group = groups.get(key) ?? { fields, guard, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function guardOf(seen: CrmRecord | undefined, shape: TableShape): Alike['guard'] {
  if (seen === undefined) return undefined;
  if (seen.version !== undefined && shape.version !== undefined) return { by: 'version', fields: [] };
  return { by: 'values', fields: Object.keys(seen.values).sort() };
}

function sendGroup(
  run: Run,
  records: RecordTable,
  shape: TableShape,
  { fields, guard, rows }: Alike,
): Promise<readonly TextRow[]> {
  const { text, named } = writeStatement(records, shape, fields, guard);
  const column = (value: (row: CrmWrite) => CrmValue | boolean | undefined): unknown[] =>
    rows.map((row) => value(row) ?? null);
  return run(
    text,
    [
      column(({ id }) => id),
      column(({ seen }) => seen !== undefined),
      ...(guard?.by === 'version' ? [column(({ seen }) => seen?.version)] : []),
      ...(guard?.fields ?? []).map((field) => column(({ seen }) => seen?.values[field])),
      ...fields.map((field) => column(({ values }) => values[field])),
    ],
    { named },
  );
}

/** Of rows that were not free or not as they were read. */
async function whyLeft(
  run: Run,
  records: RecordTable,
  shape: TableShape,
  rows: readonly CrmWrite[],
): Promise<ReadonlyMap<string, WriteOutcome>> {
  if (rows.length === 0) return new Map();
  const fields = [
    ...new Set(rows.flatMap(({ seen }) => (seen?.version === undefined ? Object.keys(seen?.values ?? {}) : []))),
  ];
  const present = await readRecords(
    run,
    records,
    shape,
    rows.map(({ id }) => id),
    fields,
  );
  return new Map(
    rows.flatMap(({ id, seen }, place): (readonly [string, WriteOutcome])[] => {
      const record = present[place];
      if (record === undefined) return [];
      return [[id, seen !== undefined && hasChanged(seen, record) ? { state: 'conflict' } : LOCKED]];
    }),
  );
}

const hasChanged = (seen: CrmRecord, now: CrmRecord): boolean =>
  seen.version !== undefined && now.version !== undefined
    ? seen.version !== now.version
    : Object.entries(seen.values).some(([field, value]) => (now.values[field] ?? null) !== value);
