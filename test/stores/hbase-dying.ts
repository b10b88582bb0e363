import type { HBase } from '../../stores/hbase/client/hbase.ts';
import { HBaseError } from '../../stores/hbase/client/hbase-error.ts';
import type { HBaseTable } from '../../stores/hbase/client/table.ts';

export interface Death {
  /** Requests that change something and still arrive. */
  readonly after: number;
  /** Whether the last of them arrives half: the first half of its mutations. */
  readonly torn: boolean;
}

/** HBase as a process sees it that dies: from some request on nothing arrives any more. */
export function dyingHBase(hbase: HBase, { after, torn }: Death): HBase {
  let left = after;
  const lost = (): HBaseError => new HBaseError('closed', 'this process is dead');
  const arrive = (): void => {
    if (left-- <= 0) throw lost();
  };
  const dying = (table: HBaseTable): HBaseTable => ({
    ...table,
    mutateAll: async (mutations) => {
      if (mutations.length === 0) return;
      if (left === 1 && torn) {
        left = 0;
        await table.mutateAll(mutations.slice(0, Math.ceil(mutations.length / 2)));
        throw lost();
      }
      arrive();
      await table.mutateAll(mutations);
    },
    checkAndMutate: async (check, mutations) => {
      arrive();
      return table.checkAndMutate(check, mutations);
    },
    increment: async (row, family, qualifier, by) => {
      arrive();
      return table.increment(row, family, qualifier, by);
    },
  });
  return { ...hbase, table: (name) => dying(hbase.table(name)) };
}
