import type { Reason } from '../../domain/night-work.ts';
import type { RowBlock } from '../../engine/row-block.ts';
import type { RowMembers } from '../../engine/row-directory.ts';
import type { FoundRows, KeptRow } from './kept-rows.ts';
import type { RowKind } from '../run-files.ts';

/** How the rows of a shard are made, and what they are made from. */
export interface RowMaker {
  readonly kind: RowKind;
  /** Hash of what gives the slots their meaning (shard-plan.ts). */
  readonly plan: string;
  readonly idsABatch: number;
  /** Why no row is taken over from the base night; left out where its rows may be. */
  readonly instead?: Reason;
  /** What has changed after a sequence. */
  changes(since: number): Promise<InputChanges>;
  /**
   * The rows of ids, in order.
   * @param linked for each id an earlier row that was made from the same linked ids, where there is one
   */
  compute(ids: readonly string[], linked: readonly (KeptRow | undefined)[]): AsyncIterable<MadeRows>;
}

/** For each id a sequence of the store, of the last change of what its row is made from; or an earlier one where that lies before `since`. */
export interface InputChanges {
  /** What has changed later than this may be missing. */
  readonly asOf: number;
  /** Of which ids are linked to it; left out where a row is made from its own id only. */
  links?(ids: readonly string[]): Promise<Float64Array>;
  /** Of all else; each id has an earlier row, whose linked ids still are those of now. */
  values(ids: readonly string[], earlier: FoundRows): Promise<Float64Array>;
}

export interface MadeRows {
  readonly block: RowBlock;
  /** Int32Array[rows]: first run day on which a row may be another though nothing new has come. */
  readonly due: Int32Array;
  /** The linked ids that the rows are made from; undefined where they are made from their own ids only. */
  readonly members: MadeMembers | undefined;
  /** The row of each value that is too large for a number and was left out. */
  readonly overflowed: readonly number[];
}

export interface MadeMembers extends RowMembers {
  /** Int32Array[rows]: first run day on which they may be others though nothing new has come. */
  readonly relinked: Int32Array;
}
