import { asyncBufferFromFile, parquetMetadataAsync, parquetSchema, type FileMetaData, type SchemaTree } from 'hyparquet';
import { asDaybreakError, DaybreakError } from '../../domain/errors.ts';
import { columnsOf } from '../columns.ts';
import type { OpenTable, RawRow } from '../drop.ts';
import { columnKind, plainElement } from './column-kind.ts';
import { columnSlices } from './column-slices.ts';
import { sliceRows, type ReadColumn } from './slice-rows.ts';

/**
 * Parquet, with any of its codecs. Cells become the text that a CSV of the same table would have; columns no table knows are not read.
 * Nothing stays open between calls, and no more than a slice of a row group is held.
 */
export const openParquetTable: OpenTable = async (table, path) => {
  const metadata = await metadataOf(path);
  const leaves = parquetSchema(metadata).children;
  const names = leaves.map(({ element }) => element.name);
  const columns = columnsOf(table, path, names);
  const wanted = columns.names.flatMap((_, place): ReadColumn[] => {
    const leaf = leaves[columns.places[place] ?? -1];
    return leaf === undefined ? [] : [readColumn(path, leaf, place)];
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

async function metadataOf(path: string): Promise<FileMetaData> {
  try {
    const file = await asyncBufferFromFile(path);
    // Statistics are not used; those of a JSON column may be cut in the middle, which would not parse.
    return await parquetMetadataAsync(file, { geoparquet: false, parsers: { jsonFromBytes: () => undefined } });
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function readColumn(path: string, leaf: SchemaTree, place: number): ReadColumn {
  const { name } = leaf.element;
  const kind = columnKind(leaf);
  if (typeof kind !== 'string') return { name, place, kind };
  throw new DaybreakError(
    'DROP_UNREADABLE',
    `${path}: the column ${name} is ${kind}, which no cell of a table can hold`,
    `have the warehouse write it as text${name === 'attrs' ? ' (a JSON object)' : ', a number or a UTC timestamp'}, then load again`,
  );
}

async function* rawRows(
  path: string,
  metadata: FileMetaData,
  columns: readonly ReadColumn[],
  width: number,
  onRead: (rows: number) => void,
): AsyncGenerator<RawRow[]> {
  onRead(0);
  const names = columns.map(({ name }) => name);
  const plain = { ...metadata, schema: metadata.schema.map(plainElement) };
  try {
    for await (const slice of columnSlices(path, plain, names)) {
      for (const rows of sliceRows(slice, columns, width)) {
        onRead(rows.at(-1)?.line ?? 0);
        yield rows;
      }
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** The decoder meets a broken file with any error whatever, so all of them that are not the system's mean just that. */
function unreadable(path: string, cause: unknown): DaybreakError {
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
    `${path} cannot be read as Parquet: ${known.message}`,
    'have the warehouse deliver it again, then load again',
    cause,
  );
}
