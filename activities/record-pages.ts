import type { KeyedRecord, RecordPage, RecordTable } from '../stores/record-table.ts';

/** All records of a table whose keys begin with a prefix, by key, `limit` at a time; no page is empty. */
export async function* recordPages(
  store: Pick<RecordTable, 'pageRecords'>,
  table: string,
  { limit, ...prefix }: Pick<RecordPage, 'limit' | 'prefix'>,
): AsyncGenerator<readonly KeyedRecord[]> {
  for (let after: { after?: string } = {}; ;) {
    const page = await store.pageRecords(table, { limit, ...prefix, ...after });
    const last = page.at(-1);
    if (!last) return;
    yield page;
    if (page.length < limit) return;
    after = { after: last.key };
  }
}
