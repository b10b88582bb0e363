import { crc32 } from './crc32.ts';
import { joined } from './libsvm-lines.ts';

/** An array as NumPy stores it: `descr` is its type ('<f8', '<i4', '<i8', '|S3'), `bytes` its numbers in order. */
export interface NpyArray {
  readonly name: string;
  readonly descr: string;
  /** Empty for a single value. */
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();
/** Numbers begin at a multiple of it, so that a reader may map them. */
const ALIGNMENT = 64;

/** `name.npy` without its name: magic, version 1.0, the header, the numbers. */
function npy({ descr, shape, bytes }: NpyArray): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]!},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const padding = -(10 + text.length + 1) & (ALIGNMENT - 1);
  const header = encoder.encode(`${text}${' '.repeat(padding)}\n`);
  return joined([
    Uint8Array.of(0x93, ...encoder.encode('NUMPY'), 1, 0, header.length & 255, header.length >> 8),
    header,
    bytes,
  ]);
}

/** The first day that a zip archive can name: the file holds no clock. */
const DATE = (1 << 5) | 1;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

/** Arrays as one `.npz`, a zip archive without compression, as numpy.savez writes. @throws RangeError beyond 4 GiB */
export function npz(arrays: readonly NpyArray[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const array of arrays) {
    const name = encoder.encode(`${array.name}.npy`);
    const content = npy(array);
    // version 2.0, no flags, stored, time 0, date, CRC, size twice, length of the name, nothing extra
    const about = [[20, 2], [0, 2], [0, 2], [0, 2], [DATE, 2], [crc32(content), 4], [content.length, 4], [content.length, 4], [name.length, 2], [0, 2]] as const; // prettier-ignore
    directory.push(littleEndian([CENTRAL, 4], [20, 2], ...about, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), name);
    const head = littleEndian([LOCAL, 4], ...about);
    parts.push(head, name, content);
    at += head.length + name.length + content.length;
  }
  const list = joined(directory);
  if (at + list.length > 0xffffffff) throw new RangeError('an .npz without 64-bit sizes holds at most 4 GiB');
  const count = arrays.length;
  const end = littleEndian([END, 4], [0, 2], [0, 2], [count, 2], [count, 2], [list.length, 4], [at, 4], [0, 2]);
  return joined([...parts, list, end]);
}

function littleEndian(...numbers: readonly (readonly [value: number, bytes: number])[]): Uint8Array {
  const out: number[] = [];
  for (const [value, bytes] of numbers) {
    for (let byte = 0; byte < bytes; byte++) out.push((value >>> (8 * byte)) & 255);
  }
  return Uint8Array.from(out);
}
