import { deriveRows } from '../../engine/derive.ts';
import type { MatrixWriter } from '../../engine/libsvm-from-matrix.ts';
import { joined } from '../../engine/libsvm-lines.ts';
import { writeLibsvm } from '../../engine/libsvm-writer.ts';
import { matrixOf } from '../../engine/matrix-of-days.ts';
import type { Matrix } from '../../engine/matrix.ts';
import type { Plan } from '../../engine/plan.ts';
import { decodeBlocks, encodeBlock } from '../../engine/row-codec.ts';

/**
 * Entries to LibSVM text by way of rows in their stored form, as the stages of a night make it, so that a later one can take rows over. Only the
 * disk between the stages is missing. The same bytes as matrixWriter.
 */
export function nightWriter(plan: Plan, columnOf: Int32Array): MatrixWriter {
  const counts = { values: 0, overflows: 0 };
  const write = (matrix: Matrix): Uint8Array => {
    const names = Array.from({ length: matrix.entities }, (_, entity) => `id-${entity}`);
    const { rows, overflowed } = deriveRows(plan, matrix, names);
    counts.values += rows.value.length;
    counts.overflows += overflowed.length;
    const chunks: Uint8Array[] = [];
    for (const block of decodeBlocks(encodeBlock(rows))) {
      const rowOf = Int32Array.from(block.ids.keys());
      chunks.push(...writeLibsvm(block.ids, [{ block, rowOf, columnOf }]));
    }
    return joined(chunks);
  };
  return { counts, write, writeDays: (cells, runDay) => write(matrixOf(plan, cells, runDay)) };
}
