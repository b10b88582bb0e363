import Table from 'cli-table3';

/** Characters of a line of reasons. */
const REASONS_WIDTH = 90;

/** An empty table of leads. @param why whether each row ends with the lead's reasons, which are wrapped */
export function leadTable(head: readonly string[], why: boolean): Table.Table {
  const style = { head: [], border: [], compact: true };
  if (!why) return new Table({ head: [...head], style });
  const colWidths = [...head.map(() => null), REASONS_WIDTH];
  return new Table({ head: [...head, 'why'], style, colWidths, wordWrap: true });
}
