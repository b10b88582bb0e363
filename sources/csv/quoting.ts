/** A cell that opens with a quote ends with one, and the quotes inside are doubled; other cells may have quotes after their first character. */
const CELL = '(?:"[^"]*(?:""[^"]*)*"|[^",\\r\\n][^,\\r\\n]*|)';
const RECORD = new RegExp(`^${CELL}(?:,${CELL})*[\\r\\n]*$`);

/**
 * Whether a record breaks RFC 4180 by text behind a closing quote (`"a"b`). The parser keeps such a cell as it stands, quotes included, and
 * goes on with the next line, so only a record with a cell that begins with a quote needs a second look.
 */
export const misquoted = (cells: readonly string[], raw: string): boolean =>
  cells.some((cell) => cell.startsWith('"')) && !RECORD.test(raw);
