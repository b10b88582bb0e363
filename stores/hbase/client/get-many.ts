import type { CellBatch } from './cell-batch.ts';
import { decodeCells, skipCell } from './cell-decode.ts';
import type { DataPath } from './data-path.ts';
import { HBaseError } from './hbase-error.ts';
import { exceptionOf } from './multi-answers.ts';
import { runMulti, type MultiKind } from './multi-run.ts';
import type { ReadOptions } from './read-options.ts';
import { readFields, regionSpecifier } from './read-request.ts';

/** What a row is taken to bring back, which bounds the rows of one request: what it really brings is not known before. */
const ASSUMED_BYTES_A_ROW = 2048;
const MAX_BYTES = 0x7fffffff;

/** See HBaseTable.getMany. */
export async function getRows(path: DataPath, rows: readonly Uint8Array[], options: ReadOptions): Promise<CellBatch> {
  const fields = readFields(options);
  const blocks: Uint8Array[] = [];
  const rowBlock = new Int32Array(rows.length);
  const rowOffset = new Int32Array(rows.length);
  const rowCells = new Int32Array(rows.length);
  let failure: HBaseError | undefined;
  const kind: MultiKind = {
    table: path.table,
    repeat: 'always',
    rowOf: (item) => rows[item]!,
    bytesOf: () => ASSUMED_BYTES_A_ROW,
    encode: ({ regions }) => ({
      request: {
        regionAction: regions.map(({ location, items }) => ({
          region: regionSpecifier(location),
          action: items.map((item, index) => ({ index, get: { row: rows[item]!, ...fields } })),
        })),
      },
      cells: [],
    }),
    decode({ server, regions }, { regionActionResult }, cells, report) {
      const block = blocks.push(cells) - 1;
      let at = 0;
      regions.forEach(({ items }, region) => {
        const answer = regionActionResult[region];
        if (answer?.exception) {
          const error = exceptionOf(answer.exception, server);
          for (const item of items) report(item, error);
        }
        for (const { index, result, exception } of answer?.resultOrException ?? []) {
          const item = items[index];
          if (item === undefined) throw new HBaseError('protocol', `${server} answers for a row it was not asked for.`);
          const count = result?.associatedCellCount ?? 0;
          rowBlock[item] = block;
          rowOffset[item] = at;
          rowCells[item] = count;
          for (let cell = 0; cell < count; cell++) at = skipCell(cells, at);
          report(item, exception ? exceptionOf(exception, server) : undefined);
        }
      });
    },
    fail: (_item, error) => {
      failure ??= error;
    },
  };
  await runMulti(path, kind, [...rows.keys()]);
  if (failure) throw failure;
  return decodeCells(joined(blocks, rowBlock, rowOffset), { rowCells, rowOffset }, path.families);
}

/** The blocks in one, the offsets of the rows moved accordingly. Copies only where several requests were needed. */
function joined(blocks: readonly Uint8Array[], rowBlock: Int32Array, rowOffset: Int32Array): Uint8Array {
  if (blocks.length <= 1) return blocks[0] ?? new Uint8Array();
  const starts: number[] = [];
  let bytes = 0;
  for (const block of blocks) {
    starts.push(bytes);
    bytes += block.length;
  }
  if (bytes > MAX_BYTES)
    throw new HBaseError(
      'usage',
      `${rowOffset.length} rows have ${bytes} bytes, more than one batch can hold: ask for fewer.`,
    );
  for (let row = 0; row < rowOffset.length; row++) rowOffset[row]! += starts[rowBlock[row]!]!;
  return Buffer.concat(blocks);
}
