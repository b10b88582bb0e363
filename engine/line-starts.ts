const NEWLINE = 10;

/** Where the lines of a text begin, and where it ends: Int32Array[lines + 1]. Every line ends with a newline; [0] for no bytes. */
export function lineStarts(bytes: Uint8Array): Int32Array {
  const starts = [0];
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) starts.push(end + 1);
  return Int32Array.from(starts);
}
