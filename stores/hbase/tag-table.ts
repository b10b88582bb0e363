import type { SaltRange } from '../../domain/salt.ts';
import type { Tag, TagTable } from '../tag-table.ts';
import { entityKey, namesKey, saltKey, textsAt } from '../row-key.ts';
import { isLive, json, qualifierOf, scanRows, toJson } from './cell-views.ts';
import { columnPrefix } from './client/filter.ts';
import type { Mutation } from './client/mutation.ts';
import { count } from './head.ts';
import { GONE, NO_TIME, putOf, removalOf } from './put.ts';
import { RECORDS } from './record-table.ts';
import type { Tables } from './tables.ts';

/**
 * Tags, a family of MID's rows.  t:<number of the run, 8 bytes><type>\0<scenes, 4 bytes>
 * Scenes add up by standing side by side, so tagging reads nothing and twice is once. A run gets a number when it is first tagged and loses
 * it when its tags are dropped: a number never comes back, so that what a drop deletes hides no later tag.
 */
const TAGS = 't';
const SET = Buffer.of(1);

export const tagTable = (tables: Tables): TagTable => ({
  putTags: (run, type, tags) => putTags(tables, run, type, tags),
  tagged: (run, type, range) => tagged(tables, run, type, range),
  countTags: (run, type) => countTags(tables, run, type),
  dropTags: (run) => dropTags(tables, run),
});

async function putTags(tables: Tables, run: string, type: string, tags: readonly Tag[]): Promise<void> {
  const prefix = tagPrefix(await numberOf(tables, run), type);
  await tables.mid.mutateAll(
    tags.map(({ id, scenes }) => {
      const qualifier = Buffer.alloc(prefix.length + 4);
      qualifier.set(prefix);
      qualifier.writeUInt32BE(scenes, prefix.length);
      return putOf(entityKey(type, id), { family: TAGS, qualifier, timestamp: NO_TIME, value: SET });
    }),
  );
}

const TAGS_A_PAGE = 512;

async function* tagged(tables: Tables, run: string, type: string, { from, to }: SaltRange): AsyncGenerator<Tag[]> {
  const number = await knownNumber(tables, run);
  if (number === undefined) return;
  const filter = columnPrefix(tagPrefix(number, type));
  let page: Tag[] = [];
  const options = { startRow: saltKey(from), endRow: saltKey(to), families: [TAGS], filter };
  for await (const { batch, key, from: first, to: end } of scanRows(tables.mid, options)) {
    let scenes = 0;
    for (let cell = first; cell < end; cell++) {
      const qualifier = qualifierOf(batch, cell);
      scenes |= qualifier.readUInt32BE(qualifier.length - 4);
    }
    page.push({ id: textsAt(key, 2, 2)[1], scenes });
    if (page.length < TAGS_A_PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

async function countTags(tables: Tables, run: string, type: string): Promise<number> {
  const number = await knownNumber(tables, run);
  if (number === undefined) return 0;
  let tags = 0;
  const options = { families: [TAGS], filter: columnPrefix(tagPrefix(number, type)) };
  for await (const row of scanRows(tables.mid, options)) tags += row.from < row.to ? 1 : 0;
  return tags;
}

const ROWS_A_DROP = 10_000;

/** The tags go first and the run's number last, so that a drop that dies half-way is ended by the next one. */
async function dropTags(tables: Tables, run: string): Promise<void> {
  const number = await knownNumber(tables, run);
  if (number === undefined) return;
  let removals: Mutation[] = [];
  for await (const row of scanRows(tables.mid, { families: [TAGS], filter: columnPrefix(tagPrefix(number)) })) {
    const qualifiers = Array.from({ length: row.to - row.from }, (_, i) => qualifierOf(row.batch, row.from + i));
    removals.push(removalOf(row.key, TAGS, qualifiers, NO_TIME));
    if (removals.length < ROWS_A_DROP) continue;
    await tables.mid.mutateAll(removals);
    removals = [];
  }
  await tables.mid.mutateAll(removals);
  await tables.ledger.mutateAll([putOf(runRow(run), { ...NUMBER, timestamp: NO_TIME, value: GONE })]);
}

/** No table of the port has such a name. */
const runRow = (run: string): Buffer => namesKey('\u0001tagged-runs', run);
const NUMBER = { family: RECORDS, qualifier: Buffer.from('n') };

async function knownNumber(tables: Tables, run: string): Promise<number | undefined> {
  const batch = await tables.ledger.get(runRow(run), { families: [RECORDS] });
  return batch.cells > 0 && isLive(batch, 0) ? (json(batch, 0) as number) : undefined;
}

/** Of two that tag a new run at once one gives it the number. An empty value counts as absent. */
async function numberOf(tables: Tables, run: string): Promise<number> {
  const known = await knownNumber(tables, run);
  if (known !== undefined) return known;
  const value = toJson(await count(tables, 'runs'));
  const row = runRow(run);
  await tables.ledger.checkAndMutate({ row, ...NUMBER, equals: null }, [
    putOf(row, { ...NUMBER, timestamp: NO_TIME, value }),
  ]);
  const number = await knownNumber(tables, run);
  if (number === undefined) throw new Error(`the tags of ${run} were dropped while it was tagged`);
  return number;
}

function tagPrefix(number: number, type?: string): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return type === undefined ? bytes : Buffer.concat([bytes, Buffer.from(`${type}\0`)]);
}
