/**
 * The MID cell: one entity's base values of one day, the same bytes in every store.
 *   entry of 12 bytes: dictionary id u32 LE · value f64 LE
 *   entries ascend by id, each id once; a cell has at least one
 * Readers walk a DataView in steps of ENTRY_BYTES, so that no entry becomes an object.
 */
export const ENTRY_BYTES = 12;

/** Packs the first `count` entries. Ids ascend. */
export function encodeDay(ids: ArrayLike<number>, values: ArrayLike<number>, count: number): Uint8Array {
  const bytes = new Uint8Array(count * ENTRY_BYTES);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) {
    view.setUint32(i * ENTRY_BYTES, ids[i]!, true);
    view.setFloat64(i * ENTRY_BYTES + 4, values[i]!, true);
  }
  return bytes;
}

/** The dictionary id of the entry that begins at `offset`. */
export const idAt = (view: DataView, offset: number): number => view.getUint32(offset, true);
/** The value of the entry that begins at `offset`. */
export const valueAt = (view: DataView, offset: number): number => view.getFloat64(offset + 4, true);
