import type { ChangeKind } from '../change-table.ts';
import type { TableName } from '../../infra/hbase/tables.ts';
import type { Mutation, PutCell } from './client/mutation.ts';
import { allEnded } from './all-ended.ts';
import { count } from './head.ts';
import { putOf, removalOf } from './put.ts';
import type { Tables } from './tables.ts';
import type { Write } from './write-log.ts';

/**
 * How changes are numbered without a transaction. A row that changes gets, in the same mutation, an open mark of a token of its own; when
 * all rows are written the sequence counts up, and the row gets a mark of that number in the place of the open one. A number is given out
 * after what it stands for can be read, and until then the row counts as changed later than everything: a change is late, never early.
 *   c:<kind>m  timestamp = sequence, the greatest counts      c:<kind>o<token>  open
 */
export const CHANGES = 'c';

/** The qualifier of a kind's closed mark, and what the qualifiers of its open ones begin with. */
export const changeColumns = (kind: ChangeKind): { closed: Buffer; open: Buffer } => ({
  closed: Buffer.from(`${kind[0]}m`),
  open: Buffer.from(`${kind[0]}o`),
});

const OPEN_TIME = 1;
const SET = Buffer.of(1);

/** @param token of one batch, never used again */
export const openMark = (kind: ChangeKind, token: string): PutCell => ({
  family: CHANGES,
  qualifier: Buffer.concat([changeColumns(kind).open, Buffer.from(token)]),
  timestamp: OPEN_TIME,
  value: SET,
});

/** Numbers what the writes marked, once all of them are done. */
export async function closeMarks(tables: Tables, writes: Iterable<Write>): Promise<void> {
  const marked: Write[] = [];
  for (const write of writes) if (openMarks(write.mutation).length > 0) marked.push(write);
  if (marked.length === 0) return;
  const sequence = await count(tables, 'sequence');
  // The number goes in before the open mark goes. A token is never used again, so what a removal hides for good is gone.
  await eachTable(tables, marked, (row, open) =>
    putOf(row, ...open.map((qualifier) => closedMark(qualifier, sequence))),
  );
  await eachTable(tables, marked, (row, open) => removalOf(row, CHANGES, open, OPEN_TIME));
}

async function eachTable(
  tables: Tables,
  marked: readonly Write[],
  mutation: (row: Uint8Array, open: readonly Uint8Array[]) => Mutation,
): Promise<void> {
  const of = (name: TableName): Mutation[] =>
    marked
      .filter(({ table }) => table === name)
      .map((write) => mutation(write.mutation.row, openMarks(write.mutation)));
  await allEnded((['mid', 'zipper'] as const).map((name) => tables[name].mutateAll(of(name))));
}

const openMarks = (mutation: Mutation): Uint8Array[] =>
  mutation.op === 'put' ? mutation.cells.filter(isOpenMark).map(({ qualifier }) => qualifier) : [];

const isOpenMark = ({ family }: PutCell): boolean => family === CHANGES;

const closedMark = (open: Uint8Array, sequence: number): PutCell => ({
  family: CHANGES,
  qualifier: Buffer.from(`${String.fromCharCode(open[0]!)}m`),
  timestamp: sequence,
  value: SET,
});
