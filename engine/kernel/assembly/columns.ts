import { writeNumber } from './number-text';

/** What stands before the number of a cell, ` column:`: 16 bytes a slot, how many there are in the last; zeros for a slot that is left out. */
export const COLUMN_BYTES: usize = 16;
const LENGTH: usize = 15;

const SPACE: u8 = 32;
const COLON: u8 = 58;

export function columnLength(column: usize): usize {
  return <usize>load<u8>(column, LENGTH);
}

const TEXT: usize = memory.data(64, 16);

/** @param columnOf i32[slots]: 1-based column, 0 for a slot that is left out */
export function makeColumns(columnOf: usize, slots: i32, columns: usize): void {
  for (const end = columnOf + (<usize>slots << 2); columnOf < end; columnOf += 4, columns += COLUMN_BYTES) {
    const column = load<i32>(columnOf);
    if (column == 0) {
      v128.store(columns, i64x2.splat(0));
      continue;
    }
    store<u8>(TEXT, SPACE);
    const colon = 1 + writeNumber(<f64>column, TEXT + 1);
    store<u8>(TEXT + colon, COLON);
    v128.store(columns, v128.load(TEXT));
    store<u8>(columns, <u8>(colon + 1), LENGTH);
  }
}
