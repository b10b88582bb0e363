/** The rows of the benchmark: `u0000007` with `columns` cells `d:c00` .. of eight digits. java/Work.java makes the same. */
export const dataOf = {
  row: (row: number): Buffer => Buffer.from(`u${String(row).padStart(7, '0')}`),
  qualifier: (column: number): Buffer => Buffer.from(`c${String(column).padStart(2, '0')}`),
  value: (row: number, column: number): Buffer =>
    Buffer.from(String((row * 31 + column * 7) % 100_000_000).padStart(8, '0')),
};

/** A task of a peer, as the line that it reads: words with a blank between. */
export const taskLine = {
  scan: (table: string): string => `scan ${table}`,
  /** Cells whose qualifier begins with `prefix`. */
  filteredScan: (table: string, prefix: string): string => `filtered-scan ${table} ${prefix}`,
  put: (table: string, rows: number, columns: number, batch: number): string =>
    `put ${table} ${rows} ${columns} ${batch}`,
};

/** What a peer did, as the line `ms rows cells check` that it prints. */
export interface Outcome {
  readonly ms: number;
  readonly rows: number;
  readonly cells: number;
  /** A sum over the cells that only the right cells have; 0 for a put. */
  readonly check: number;
}

export function parseOutcome(line: string): Outcome {
  const [ms = NaN, rows = NaN, cells = NaN, check = NaN] = line.split(' ').map(Number);
  return { ms, rows, cells, check };
}
