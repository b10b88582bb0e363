/**
 * Columns in runs that have one owner each, ascending, so that a line is taken apart a run at a time and not a cell at a time.
 *   first  Int32Array[runs + 1]  first column of each run; the last number is beyond every column
 *   owner  Uint8Array[runs]
 *   days   Uint8Array[runs]      1 where a column of the run counts days
 */
export interface OwnerRuns {
  readonly first: Int32Array;
  readonly owner: Uint8Array;
  readonly days: Uint8Array;
}

/** @param owner, days by column; place 0 is no column (renew-line.ts) */
export function ownerRuns(owner: Uint8Array, days: Uint8Array): OwnerRuns {
  const runs: { first: number; owner: number; days: number }[] = [];
  for (let column = 1; column < owner.length; column++) {
    const last = runs.at(-1);
    if (last?.owner === owner[column]!) last.days |= days[column]!;
    else runs.push({ first: column, owner: owner[column]!, days: days[column]! });
  }
  return {
    first: Int32Array.from([...runs.map(({ first }) => first), Math.max(1, owner.length)]),
    owner: Uint8Array.from(runs, (run) => run.owner),
    days: Uint8Array.from(runs, (run) => run.days),
  };
}
