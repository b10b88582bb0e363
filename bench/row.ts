/**
 * One comparison of a benchmark. `ratio` above 1 means that Daybreak does better, whatever the metric: for a time or a memory it is the
 * peer's over ours, for a rate ours over the peer's. `peer` is the program compared with, or `full` for a night that computes everything.
 */
export interface BenchRow {
  readonly suite: string;
  readonly case: string;
  readonly peer: string;
  readonly metric: 'wall' | 'cpu' | 'memory' | 'rate';
  readonly ratio: number;
  /** The same ratio on real data, by the name of the drop; a drop that was not there is left out. */
  readonly real?: Readonly<Record<string, number>>;
  /** What a reader must know to take the number for what it is. */
  readonly note?: string;
}
