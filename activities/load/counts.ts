import type { TableCounts } from '../../domain/load-report.ts';
import type { TableName } from '../../sources/drop.ts';
import type { BatchOutcome } from './batch.ts';

type Counts = { -readonly [K in keyof TableCounts]: TableCounts[K] };

/** The counts of a load by table, in the order in which the tables were first seen. */
export interface LoadCounts {
  of(table: TableName): Counts;
  add(table: TableName, read: number, outcome: BatchOutcome): void;
  all(): TableCounts[];
}

export function loadCounts(): LoadCounts {
  const tables = new Map<TableName, Counts>();
  const of = (table: TableName): Counts => {
    const counts = tables.get(table) ?? {
      table,
      files: 0,
      read: 0,
      setAside: 0,
      afterUntil: 0,
      added: 0,
      replaced: 0,
      same: 0,
    };
    tables.set(table, counts);
    return counts;
  };
  return {
    of,
    add(table, read, { setAside, afterUntil, put }) {
      const counts = of(table);
      counts.read += read;
      counts.setAside += setAside.length;
      counts.afterUntil += afterUntil;
      counts.added += put?.added ?? 0;
      counts.replaced += put?.replaced ?? 0;
      counts.same += put?.same ?? 0;
    },
    all: () => [...tables.values()],
  };
}
