/** Tables of digits, filled when the kernel starts. Bytes stand in memory order, so that a load and a store write them. */

/** Numbers from 0 on whose text lies ready. */
export const SMALL_NUMBERS: i32 = 1024;
/** u64[SMALL_NUMBERS]: the digits, and how many they are in the last byte. */
export const SMALL: usize = memory.data(8 * 1024, 16);
/** u32[10000]: four digits with zeros before them, 42 is `0042`. */
export const FOUR: usize = memory.data(4 * 10_000, 16);
/** u8[33]: 0, 1, 2 …; a load at k gives the order that moves the digits k places to the front. */
export const DIGIT_BYTES: usize = memory.data(33, 16);
/** f64[24]: 10^0 to 10^22, which a double holds exactly, and 0 for the next one, which it does not: nothing can be proved with it. */
export const POWERS_OF_TEN: usize = memory.data(8 * 24, 16);

/**
 * u64[SHORT_NUMBERS]: the text of 1 to 1023.5 and whatever else has at most 10 bits behind its first, as whole numbers and most means of few of
 * them do; its bytes in the last one, 0 where the text has more than seven. By the upper 22 bits of the double, from those of 1 on.
 */
export const SHORT_NUMBERS: u64 = 10 << 10;
export const SHORT: usize = memory.data(8 * 10_240, 64);
export const BITS_OF_ONE: u64 = 0x3ff0000000000000;

export function fillDigitTables(): void {
  for (let n: u32 = 0; n < 10_000; n++) {
    const text = (48 + n / 1000) | ((48 + ((n / 100) % 10)) << 8) | ((48 + ((n / 10) % 10)) << 16) | ((48 + (n % 10)) << 24);
    store<u32>(FOUR + (n << 2), text);
  }
  for (let n: u32 = 0; n < <u32>SMALL_NUMBERS; n++) {
    const digits: u64 = n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : 4;
    store<u64>(SMALL + (n << 3), <u64>(load<u32>(FOUR + (n << 2)) >>> (<u32>(4 - digits) << 3)) | (digits << 56));
  }
  for (let i: u32 = 0; i < 33; i++) store<u8>(DIGIT_BYTES + i, <u8>i);
  let power: f64 = 1;
  for (let i: u32 = 0; i < 23; i++, power *= 10) store<f64>(POWERS_OF_TEN + (i << 3), power);
}
