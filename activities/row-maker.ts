import type { DictionaryRow } from '../domain/dictionary.ts';
import type { RowBlock } from '../engine/row-block.ts';
import type { RowMembers } from '../engine/row-directory.ts';
import type { RowKind } from './run-files.ts';

/** How the rows of a shard are made, and what they are made from. */
export interface RowMaker {
  readonly kind: RowKind;
  /** The dictionary rows that the slots stand for. */
  readonly rows: readonly DictionaryRow[];
  readonly idsABatch: number;
  /** For each id the store's sequence at which anything that its row is made from last changed. `linked` is what was linked to it then. */
  lastChange(ids: readonly string[], linked: RowMembers): Promise<Float64Array>;
  /** The rows of ids, in order. */
  compute(ids: readonly string[]): AsyncIterable<MadeRows>;
}

export interface MadeRows {
  readonly rows: RowBlock;
  /** Int32Array[rows]: first run day on which a row may be another though nothing new has come. */
  readonly due: Int32Array;
  /** The linked ids that the rows are made from; undefined where they are made from their own ids only. */
  readonly members: RowMembers | undefined;
  /** Values that are too large for a number and were left out. */
  readonly overflows: number;
}
