import type { FileHandle } from 'node:fs/promises';
import type { ColumnMetaData, DecodedArray, FileMetaData, RowGroup, SchemaTree } from 'hyparquet';
import { chunkPages } from './chunk-pages.ts';
import { columnDecoder } from './column-decoder.ts';
import { dataValues, dictionaryValues } from './page-values.ts';

/**
 * The values of a column that is not nested, page by page through all row groups: every page is decoded once, and no more than one of them
 * and a dictionary is held.
 * @throws Error where the file does not hold what its footer says
 */
export async function* columnValues(
  file: FileHandle,
  { row_groups: groups }: FileMetaData,
  leaf: SchemaTree,
): AsyncGenerator<DecodedArray> {
  for (const group of groups) {
    const chunk = chunkOf(group, leaf.element.name);
    const decoder = columnDecoder(chunk, leaf);
    let left = Number(group.num_rows);
    if (Number(chunk.num_values) !== left) throw new Error(`${Number(chunk.num_values)} values for ${left} rows`);
    let dictionary: DecodedArray | undefined;
    for await (const page of chunkPages(file, chunk)) {
      if (page.header.type === 'INDEX_PAGE') continue;
      if (page.header.type === 'DICTIONARY_PAGE') dictionary = dictionaryValues(page, decoder);
      else {
        const values = dataValues(page, dictionary, decoder, left);
        left -= values.length;
        if (values.length > 0) yield values;
      }
    }
    if (left > 0) throw new Error(`${left} values are missing`);
  }
}

function chunkOf({ columns }: RowGroup, name: string): ColumnMetaData {
  const chunk = columns.find(
    ({ meta_data: meta }) => meta?.path_in_schema.length === 1 && meta.path_in_schema[0] === name,
  );
  if (chunk?.meta_data === undefined) throw new Error('a row group does not have it');
  if (chunk.file_path !== undefined) throw new Error(`it lies in another file, ${chunk.file_path}`);
  return chunk.meta_data;
}
