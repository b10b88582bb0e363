/** A row key for people: printable ASCII as it is, other bytes as \xNN. */
export const rowText = (row: Uint8Array): string =>
  Array.from(row, (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('');
