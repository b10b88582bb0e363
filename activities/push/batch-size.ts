/** How many rows a call of `write` gets. */
export interface BatchSize {
  rows(): number;
  /** A call of so many rows was taken. */
  taken(rows: number): void;
  /** A call of more than one row was rejected as a whole. */
  rejected(): void;
}

const GROWTH = 1.5;

/** Begins at the most, halves where the CRM rejects a call as a whole, and grows again by half with each full call that is taken. */
export function batchSize(most: number): BatchSize {
  let size = most;
  return {
    rows: () => Math.floor(size),
    taken: (rows) => {
      if (rows >= Math.floor(size)) size = Math.min(most, Math.max(size * GROWTH, size + 1));
    },
    rejected: () => {
      size = Math.max(1, size / 2);
    },
  };
}
