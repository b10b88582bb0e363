import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetSchema,
  type FileMetaData,
  type SchemaTree,
} from 'hyparquet';
import { asDaybreakError, DaybreakError } from '../../domain/errors.ts';
import { columnsOf } from '../columns.ts';
import type { OpenTable, RawRow } from '../drop.ts';
import type { WantedColumn } from './column-cursor.ts';
import { columnKind } from './column-kind.ts';
import { tableRows } from './table-rows.ts';

/**
 * Parquet, with any of its codecs. Cells become the text that a CSV of the same table would have; columns no table knows are not read.
 * Nothing stays open between calls, and no more than a page of each column is held.
 */
export const openParquetTable: OpenTable = async (table, path) => {
  const { metadata, leaves } = await footerOf(path);
  const columns = columnsOf(
    table,
    path,
    leaves.map(({ element }) => element.name),
  );
  const wanted = columns.names.flatMap((_, place): WantedColumn[] => {
    const leaf = leaves[columns.places[place] ?? -1];
    return leaf === undefined ? [] : [wantedColumn(path, leaf, place)];
  });
  const totalRows = Number(metadata.num_rows);
  let readRows = 0;
  return {
    table,
    path,
    unknownColumns: columns.unknown,
    blankColumns: [],
    has: columns.has,
    rows: () =>
      rawRows(path, metadata, wanted, columns.names.length, (rows) => {
        readRows = rows;
      }),
    progress: () => (totalRows === 0 ? 1 : readRows / totalRows),
  };
};

interface Footer {
  readonly metadata: FileMetaData;
  /** The columns at the top of the schema. */
  readonly leaves: readonly SchemaTree[];
}

async function footerOf(path: string): Promise<Footer> {
  try {
    const file = await asyncBufferFromFile(path);
    // Statistics are not used; those of a JSON column may be cut in the middle, which would not parse.
    const metadata = await parquetMetadataAsync(file, {
      geoparquet: false,
      parsers: { jsonFromBytes: () => undefined },
    });
    const leaves = parquetSchema(metadata).children;
    // A broken footer comes without names, whatever the decoder's types say.
    if (leaves.some(({ element }) => typeof element.name !== 'string')) throw new Error('a column has no name');
    return { metadata, leaves };
  } catch (cause) {
    throw unreadable(path, cause, 'its footer is broken: ');
  }
}

function wantedColumn(path: string, leaf: SchemaTree, place: number): WantedColumn {
  const kind = columnKind(leaf);
  if (typeof kind !== 'string') return { leaf, place, kind };
  const { name } = leaf.element;
  throw new DaybreakError(
    'DROP_UNREADABLE',
    `${path}: the column ${name} is ${kind}, which no cell of a table can hold`,
    `have the warehouse write it as text${name === 'attrs' ? ' (a JSON object)' : ', a number or a UTC timestamp'}, then load again`,
  );
}

async function* rawRows(
  path: string,
  metadata: FileMetaData,
  columns: readonly WantedColumn[],
  width: number,
  onRead: (rows: number) => void,
): AsyncGenerator<RawRow[]> {
  onRead(0);
  try {
    for await (const rows of tableRows(path, metadata, columns, width)) {
      onRead(rows.at(-1)?.line ?? 0);
      yield rows;
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** The decoder meets a broken file with any error whatever, so all of them that are not the system's mean just that. */
function unreadable(path: string, cause: unknown, where = ''): DaybreakError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') {
    return new DaybreakError(
      'DROP_MISSING',
      `${path} is gone`,
      'have the warehouse deliver it again, then load again',
      cause,
    );
  }
  const known = asDaybreakError(cause);
  if (known.code !== 'BUG') return known;
  return new DaybreakError(
    'DROP_UNREADABLE',
    `${path} cannot be read as Parquet: ${where}${known.message}`,
    'have the warehouse deliver it again, then load again',
    cause,
  );
}
