import type { CellBatch } from '../../stores/hbase/client/cell-batch.ts';
import type { HBase } from '../../stores/hbase/client/hbase.ts';
import type { Mutation } from '../../stores/hbase/client/mutation.ts';
import type { ScanOptions } from '../../stores/hbase/client/read-options.ts';
import type { HBaseTable } from '../../stores/hbase/client/table.ts';

/**
 * HBase as a store sees it, with bytes before every row: many empty stores in the same real tables, as making tables takes seconds each.
 * A filter on rows is left out, because it would have to know the bytes; stores look at the rows of its answers anyway.
 */
export const inKeyspace = (hbase: HBase, prefix: Buffer): HBase => ({
  ...hbase,
  // Leases of tests are short; no request of theirs is on its way for longer.
  timeouts: { callTimeoutMs: 100, operationTimeoutMs: 100 },
  table: (name) => prefixedTable(hbase.table(name), prefix),
  close: () => Promise.resolve(),
});

function prefixedTable(table: HBaseTable, prefix: Buffer): HBaseTable {
  const under = (row: Uint8Array): Buffer => Buffer.concat([prefix, row]);
  const mutated = (mutations: readonly Mutation[]): Mutation[] =>
    mutations.map((mutation) => ({ ...mutation, row: under(mutation.row) }));
  // Greater than every key of a store: those begin with a salt of two bytes, or with text, and 0xff is in no text.
  const behind = Buffer.concat([prefix, Buffer.alloc(8, 0xff)]);
  const stripped = (batch: CellBatch): CellBatch => ({
    ...batch,
    rowStart: batch.rowStart.map((at) => at + prefix.length),
  });
  return {
    ...table,
    get: async (row, options) => stripped(await table.get(under(row), options)),
    getMany: async (rows, options) => stripped(await table.getMany(rows.map(under), options)),
    scan: async function* (options: ScanOptions = {}) {
      const startRow = under(options.startRow ?? Buffer.alloc(0));
      const endRow = options.endRow ? under(options.endRow) : behind;
      for await (const batch of table.scan({ ...withoutRowFilter(options), startRow, endRow })) yield stripped(batch);
    },
    mutate: (mutations) => table.mutate(mutated(mutations)),
    mutateAll: (mutations) => table.mutateAll(mutated(mutations)),
    checkAndMutate: (check, mutations) => table.checkAndMutate({ ...check, row: under(check.row) }, mutated(mutations)),
    increment: (row, family, qualifier, by) => table.increment(under(row), family, qualifier, by),
  };
}

const withoutRowFilter = ({ filter, ...options }: ScanOptions): ScanOptions =>
  filter && !filter.name.endsWith('.FuzzyRowFilter') ? { ...options, filter } : options;
