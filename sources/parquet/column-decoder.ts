import type { ColumnMetaData, SchemaTree } from 'hyparquet';
import { DEFAULT_PARSERS, type convert } from 'hyparquet/src/convert.js';
import { TEXT_PARSERS } from './cell-text.ts';
import { plainElement } from './column-kind.ts';
import { COMPRESSORS } from './compressors.ts';

/** What hyparquet's decoders want to know of a column. */
export type ColumnDecoder = Parameters<typeof convert>[1];

/** Texts are made by cell-text.ts, where what is no UTF-8 is a fault of its row only. */
export function columnDecoder(chunk: ColumnMetaData, leaf: SchemaTree): ColumnDecoder {
  const element = plainElement(leaf.element);
  return {
    pathInSchema: chunk.path_in_schema,
    type: chunk.type,
    element,
    schemaPath: [{ ...leaf, element }],
    codec: chunk.codec,
    compressors: COMPRESSORS,
    parsers: { ...DEFAULT_PARSERS, ...TEXT_PARSERS },
    utf8: false,
  };
}
