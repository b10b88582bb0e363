import { writeNumber } from './number-text';

/**
 * Lines whose numbers of days have grown older, as a sleeping row's do from night to night; all else is copied. Blanks and line ends are found
 * 64 bytes at a time, and what lies between two numbers of days is copied as a whole: a cell that counts no days costs its column's look-up only.
 */

const SPACE: u8 = 32;
const COLON: u8 = 58;
const BLOCK_BYTES: usize = 64;
const ZEROS: u64 = 0x3030303030303030;
/** Added to digits' values, it sets the highest bit of the first byte that is none; what carries out of that reaches bytes behind it, which nobody asks. */
const ABOVE_NINE: u64 = 0x7676767676767676;
const HIGHEST: u64 = 0x8080808080808080;

/**
 * Writes the text [from, to) to `out` and gives the place behind it. A text is whole lines, or cells of one: each begins with its blank. A
 * line's end stands behind it, 64 bytes behind it may be read, and there have to be 64 behind what is written.
 * @param days u8[columns]: 1 where the values of a column count days
 */
export function raiseDays(from: usize, to: usize, out: usize, days: usize, columns: u32, raise: f64): usize {
  let copied = from;
  for (let block = from; block < to; block += BLOCK_BYTES) {
    let ends = endsIn(block);
    if (to - block < BLOCK_BYTES) ends &= ((<u64>1) << (to - block)) - 1;
    for (; ends != 0; ends &= ends - 1) {
      const at = block + <usize>ctz(ends);
      if (load<u8>(at) != SPACE) continue;
      let value = at;
      let column: u32 = 0;
      const text = load<u64>(at, 1) ^ ZEROS;
      const others = (text + ABOVE_NINE) & HIGHEST;
      if (others != 0) {
        const digitBits = ctz(others) & ~7;
        column = eightDigits(text, digitBits);
        value += 2 + <usize>(digitBits >>> 3);
      } else {
        value += 1;
        for (let digit = digitAt(value); digit <= 9; digit = digitAt(++value)) column = column * 10 + digit;
        value += 1;
      }
      if (column >= columns || load<u8>(days + <usize>column) == 0) continue;
      // That a text is damaged may turn out later only: until then none may grow beyond the room there is.
      if (load<u8>(value - 1) != COLON) continue;
      out = copyTo(out, copied, value);
      let before: u64 = 0;
      for (let digit = digitAt(value); digit <= 9; digit = digitAt(++value)) before = before * 10 + <u64>digit;
      out += writeNumber(<f64>before + raise, out);
      copied = value;
    }
  }
  return copyTo(out, copied, to);
}

/** A bit for each of 64 bytes that is a blank or a line's end. */
function endsIn(block: usize): u64 {
  const blank = i8x16.splat(SPACE);
  const low = <u32>i8x16.bitmask(i8x16.le_u(v128.load(block), blank)) | (<u32>i8x16.bitmask(i8x16.le_u(v128.load(block, 16), blank)) << 16);
  const high = <u32>i8x16.bitmask(i8x16.le_u(v128.load(block, 32), blank)) | (<u32>i8x16.bitmask(i8x16.le_u(v128.load(block, 48), blank)) << 16);
  return (<u64>low) | (<u64>high << 32);
}

/** More than 9 for what is no digit. */
function digitAt(place: usize): u32 {
  return <u32>load<u8>(place) ^ 48;
}

/** The number whose digits are the first `bits` of `text`, 8 a digit, the highest first: pairs of neighbours are added up three times. */
function eightDigits(text: u64, bits: u64): u32 {
  if (bits == 0) return 0;
  let sum = text << (64 - bits);
  sum = (sum * (10 * 256 + 1)) >>> 8;
  sum = ((sum & 0x00ff00ff00ff00ff) * (100 * 65_536 + 1)) >>> 16;
  return <u32>(((sum & 0x0000ffff0000ffff) * (10_000 * 4_294_967_296 + 1)) >>> 32);
}

/** Copies [from, to), 16 bytes at a time; what hangs over is of no meaning. Gives the place behind it. */
function copyTo(out: usize, from: usize, to: usize): usize {
  const behind = out + (to - from);
  for (; from < to; from += 16, out += 16) v128.store(out, v128.load(from));
  return behind;
}
