/** What is written: it lies behind everything else, so that it can grow. */
export class Output {
  static at: usize = 0;
  /** Of the last call: values, and values that were left out because they are beyond the largest double. */
  static values: i32 = 0;
  static overflows: i32 = 0;
}

/** Makes room for so many bytes behind `at`. */
export function reserve(at: usize, bytes: usize): void {
  if (at + bytes > <usize>memory.size() << 16) growBy(bytes);
}

const FEW_PAGES: usize = 16;

function growBy(bytes: usize): void {
  const pages = bytes >>> 16;
  if (memory.grow(<i32>max<usize>(pages + 1, FEW_PAGES)) < 0) unreachable();
}
