import type { CellBatch } from './cell-batch.ts';
import type { Cluster } from './cluster.ts';
import { HBaseError } from './hbase-error.ts';
import type { BytesIndex } from './intern-bytes.ts';
import type { ScanOptions } from './read-options.ts';
import { readAhead } from './scan-buffer.ts';
import { scanSession } from './scan-session.ts';

/** Rows of a table in order, each exactly once; see HBaseTable.scan. Nothing is asked for before the first batch is. */
export async function* scanTable(
  cluster: Cluster,
  table: string,
  options: ScanOptions,
  families: BytesIndex,
): AsyncGenerator<CellBatch, void, undefined> {
  const ending = new AbortController();
  const signal = options.signal ? AbortSignal.any([ending.signal, options.signal]) : ending.signal;
  const session = scanSession(cluster, table, options, families, signal);
  const cancelled = (): boolean => options.signal?.aborted === true;
  try {
    for await (const batch of readAhead(session, options.prefetch ?? 1, ending)) {
      if (cancelled()) break;
      yield batch;
    }
  } catch (error) {
    if (!cancelled()) throw error;
  }
  if (cancelled())
    throw new HBaseError('cancelled', `The scan of ${table} was cancelled.`, { cause: options.signal?.reason });
}
