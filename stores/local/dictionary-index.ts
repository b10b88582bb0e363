import { csvLine } from '../../domain/csv-line.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { EMPTY_INDEX, type FeatureIndex, type IndexEntry } from '../../domain/feature-index.ts';
import { oneLine, shortened } from '../../domain/one-line.ts';
import { readCsv } from './dictionary-csv.ts';

const COLUMNS = ['column', 'feature', 'state', 'hash'] as const;
const NEXT = 'index.csv is written by Daybreak and only ever grows: take its last good version back';

/** What index.csv says; an empty file is an empty index. Faults are added to `faults`. */
export function parseIndex(text: string, file: string, faults: DaybreakError[]): FeatureIndex {
  const [header, ...rows] = readCsv(text, file, 'INDEX_INVALID');
  if (!header) return EMPTY_INDEX;
  const fault = (line: number, what: string): void => {
    faults.push(new DaybreakError('INDEX_INVALID', oneLine(`${file} line ${line}: ${what}`), NEXT));
  };
  if (header.cells.join() !== COLUMNS.join()) {
    fault(1, `the header is "${shortened(header.cells.join())}", expected "${COLUMNS.join()}"`);
    return EMPTY_INDEX;
  }
  const seen = new Map<string, number>();
  const entries = rows.map(({ line, cells }, i): IndexEntry => {
    const [column = '', feature = '', state = '', hash = ''] = cells;
    if (cells.length !== COLUMNS.length) fault(line, `${cells.length} cells, expected ${COLUMNS.length}`);
    else if (column !== String(i + 1))
      fault(line, `column is "${shortened(column)}", expected ${i + 1}: columns go up by one from 1`);
    else if (state !== 'active' && state !== 'retired')
      fault(line, `state is "${shortened(state)}", expected active or retired`);
    else if (!/^[0-9a-f]{64}$/.test(hash)) fault(line, `hash is "${shortened(hash)}", expected 64 hexadecimal digits`);
    else if (feature === '') fault(line, 'feature is blank, expected a name');
    const first = seen.get(feature);
    if (first !== undefined) fault(line, `${shortened(feature)} has line ${first} already, expected each feature once`);
    seen.set(feature, line);
    return { column: i + 1, feature, state: state === 'retired' ? 'retired' : 'active', hash };
  });
  return { entries };
}

/** The text of index.csv that says this; the entries stand by column. */
export const formatIndex = ({ entries }: FeatureIndex): string =>
  [COLUMNS, ...entries.map(({ column, feature, state, hash }) => [String(column), feature, state, hash])]
    .map(csvLine)
    .join('');
