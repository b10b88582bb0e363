import { DaybreakError } from '../../domain/errors.ts';
import type { LibsvmSource } from '../../engine/libsvm-writer.ts';
import type { RowBlock } from '../../engine/row-block.ts';
import type { Ports } from '../ports.ts';
import { readRows, type RowsAsked } from './read-rows.ts';
import { rowsPath } from '../run-files.ts';

/** The rows of one part: their blocks, and which columns their slots have. All files of a part list the same ids in the same order. */
export interface PartRows {
  readonly path: string;
  readonly blocks: readonly RowBlock[];
  /** Int32Array[slots], 0 for a slot without a column. */
  readonly columnOf: Int32Array;
}

/** Reads all rows of a part into memory. */
export async function partRows(
  ports: Ports,
  { columnOf, ...asked }: RowsAsked & Pick<PartRows, 'columnOf'>,
): Promise<PartRows> {
  const blocks: RowBlock[] = [];
  for await (const block of readRows(ports, asked)) blocks.push(block);
  return { path: rowsPath(asked.run, asked.kind, asked.type, asked.part), blocks, columnOf };
}

/**
 * The cells of some rows of a part: `ids` are rows `first`, first + 1 … of the part, of which those in `kept` are wanted, in order.
 * @throws DaybreakError BLOB_CORRUPT when the file lists other ids there.
 */
export function sourcesOf(
  { path, blocks, columnOf }: PartRows,
  ids: readonly string[],
  first: number,
  kept: readonly number[],
): LibsvmSource[] {
  const sources: LibsvmSource[] = [];
  let start = 0;
  let found = 0;
  for (const block of blocks) {
    const end = start + block.ids.length;
    if (end > first && start < first + ids.length) {
      const rowOf = new Int32Array(kept.length).fill(-1);
      for (const [i, row] of kept.entries()) {
        const at = first + row - start;
        if (at < 0 || at >= block.ids.length) continue;
        if (block.ids[at] !== ids[row]) throw otherIds(path, ids[row]);
        rowOf[i] = at;
        found += 1;
      }
      sources.push({ block, rowOf, columnOf });
    }
    start = end;
  }
  if (found !== kept.length) throw otherIds(path, undefined);
  return sources;
}

const otherIds = (path: string, id: string | undefined): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `${path} does not list the ids of its part${id === undefined ? '' : ` ("${id}" is elsewhere)`}`,
    'run the night again: a new run writes all its files anew',
  );
