/**
 * Numbers every change of what a night computes from, so that a later night can tell which ids still are as an earlier one read them.
 * Who reads the sequence first and the rows after it has seen every change up to that sequence; what it may have missed shows as changed
 * after it. Never the other way round: a change counts as late, not as early.
 */
export interface ChangeTable {
  /** Grows with every batch that changes a day cell, a version or a link, and never goes back; 0 in a new store. */
  changeSequence(): Promise<number>;
  /** For each id the sequence of its last change of that kind, 0 for never. Links are those of an opportunity. */
  changedAt(kind: ChangeKind, type: string, ids: readonly string[]): Promise<Float64Array>;
  /**
   * All ids whose last change of that kind came after a sequence. Undefined where they are more than `most`, or where the store could not tell
   * them without a look at every id: changedAt then says it of those that are asked for.
   */
  changedSince(
    kind: ChangeKind,
    type: string,
    sequence: number,
    most: number,
  ): Promise<ReadonlySet<string> | undefined>;
}

export type ChangeKind = 'days' | 'versions' | 'links';
