import type { Delete, Put, PutCell } from './client/mutation.ts';

/** The value of a cell that went. A delete would hide what is put later with the same timestamp or an older one. */
export const GONE = Buffer.alloc(0);

/** The timestamp of cells that have no time of their own: with one timestamp the last put counts, whatever the servers' clocks say. */
export const NO_TIME = 1;

export const putOf = (row: Uint8Array, ...cells: readonly PutCell[]): Put => ({ op: 'put', row, cells });

/** Takes the versions of columns away up to a timestamp. Only where what is put later has a greater one. */
export const removalOf = (
  row: Uint8Array,
  family: string,
  qualifiers: readonly Uint8Array[],
  upTo: number,
): Delete => ({
  op: 'delete',
  row,
  what: { kind: 'columns', family, qualifiers, upTo },
});
