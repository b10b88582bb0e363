import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { EntryBlock } from './entries.ts';

/** Half of what DuckDB writes by itself: small enough that threads share any workload and a reader that holds a few groups stays small. */
const ROWS_A_GROUP = 61_440;

const SCHEMA = [
  { name: 'root', num_children: 4 },
  { name: 'id', type: 'INT32', repetition_type: 'REQUIRED' },
  { name: 'feature', type: 'INT32', repetition_type: 'REQUIRED' },
  { name: 'back', type: 'INT32', repetition_type: 'REQUIRED' },
  { name: 'value', type: 'DOUBLE', repetition_type: 'REQUIRED' },
] as const;

/** Writes entries as a Parquet file (id, feature, back, value), rows in their order, whole blocks a row group; gives how many rows. */
export function writeParquet(path: string, blocks: Iterable<EntryBlock>): number {
  const writer = new ParquetWriter({ writer: fileWriter(path), schema: [...SCHEMA] });
  let group: EntryBlock[] = [];
  let [held, rows] = [0, 0];
  const flush = (): void => {
    const columns = columnsOf(group, held);
    const columnData = Object.entries(columns).map(([name, data]) => ({ name, data }));
    void writer.write({ columnData, rowGroupSize: held });
    rows += held;
    [group, held] = [[], 0];
  };
  for (const block of blocks) {
    group.push(block);
    held += block.value.length;
    if (held >= ROWS_A_GROUP) flush();
  }
  if (held > 0) flush();
  void writer.finish();
  return rows;
}

function columnsOf(
  blocks: readonly EntryBlock[],
  rows: number,
): { id: Int32Array; feature: Int32Array; back: Int32Array; value: Float64Array } {
  const id = new Int32Array(rows);
  const feature = new Int32Array(rows);
  const back = new Int32Array(rows);
  const value = new Float64Array(rows);
  let at = 0;
  for (const block of blocks) {
    feature.set(block.feature, at);
    back.set(block.back, at);
    value.set(block.value, at);
    for (let i = 0; i < block.ids; i++) {
      id.fill(block.firstId + i, at + (block.start[i] ?? 0), at + (block.start[i + 1] ?? 0));
    }
    at += block.value.length;
  }
  return { id, feature, back, value };
}
