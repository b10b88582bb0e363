import { knownColumns, TABLE_NAMES, type ReadStream, type StreamRow, type TableName } from '../drop.ts';
import { shown } from '../cell-faults.ts';
import { jsonRow, parseLine } from './json-row.ts';
import { textLines, type TextLine } from './text-lines.ts';

/** NDJSON as it comes: `{"table":"links","opportunity_id":…}`; a line without `table` is an event. Unknown keys are passed over. */
export const readNdjsonStream: ReadStream = async function* (bytes) {
  for await (const lines of textLines(bytes)) {
    const rows = lines.map(streamRow).filter((row) => row !== undefined);
    if (rows.length > 0) yield rows;
  }
};

function streamRow(line: TextLine): StreamRow | undefined {
  const parsed = parseLine(line);
  if (parsed === undefined) return undefined;
  if ('broken' in parsed) return { table: 'events', row: parsed.broken };
  const { object } = parsed;
  const named = Object.hasOwn(object, 'table') ? object['table'] : 'events';
  if (!isTable(named)) {
    const fault = `table ${shown(String(named))} is none of ${TABLE_NAMES.join(', ')}`;
    return { table: 'events', row: { line: line.number, cells: [JSON.stringify(object)], fault } };
  }
  return { table: named, row: jsonRow(line.number, object, knownColumns(named)) };
}

const isTable = (name: unknown): name is TableName => TABLE_NAMES.some((table) => table === name);
