import protobuf from 'protobufjs/light.js';
import { binaryComparator, COMPARE, type Comparison, compareFilter } from './filter-compare.ts';

/** A filter that the server applies, by the name of its class and as that class reads it. */
export interface Filter {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const filter = (name: string, writer: protobuf.Writer): Filter => ({
  name: `org.apache.hadoop.hbase.filter.${name}`,
  bytes: writer.finish(),
});
const message = (): protobuf.Writer => protobuf.Writer.create();
/** The key byte of a field: its number and how it is written. */
const varint = (field: number): number => field << 3;
const delimited = (field: number): number => (field << 3) | 2;

/** Rows that begin with these bytes. A scan with startRow and endRow reads less. */
export const rowPrefix = (prefix: Uint8Array): Filter =>
  filter('PrefixFilter', message().uint32(delimited(1)).bytes(prefix));

/** Cells whose qualifier begins with these bytes. */
export const columnPrefix = (prefix: Uint8Array): Filter =>
  filter('ColumnPrefixFilter', message().uint32(delimited(1)).bytes(prefix));

/** Cells whose qualifier begins with any of these. */
export function columnPrefixes(prefixes: readonly Uint8Array[]): Filter {
  const writer = message();
  for (const prefix of [...prefixes].sort((a, b) => Buffer.compare(a, b))) writer.uint32(delimited(1)).bytes(prefix);
  return filter('MultipleColumnPrefixFilter', writer);
}

/** Cells with from <= qualifier < to; an open end where left out. */
export function columnRange({ from, to }: { readonly from?: Uint8Array; readonly to?: Uint8Array }): Filter {
  const writer = message();
  if (from) writer.uint32(delimited(1)).bytes(from);
  writer.uint32(varint(2)).bool(true);
  if (to) writer.uint32(delimited(3)).bytes(to);
  return filter('ColumnRangeFilter', writer.uint32(varint(4)).bool(false));
}

/** Cells whose qualifier compares so. */
export const qualifier = (comparison: Comparison, value: Uint8Array): Filter =>
  filter('QualifierFilter', message().uint32(delimited(1)).bytes(compareFilter(comparison, value)));

/** Cells whose value compares so, as bytes. */
export const cellValue = (comparison: Comparison, value: Uint8Array): Filter =>
  filter('ValueFilter', message().uint32(delimited(1)).bytes(compareFilter(comparison, value)));

/** Rows whose column compares so (its newest cell); rows without the column pass only where `orMissing`. The scan must read the column. */
export const columnValue = (
  family: string,
  column: Uint8Array,
  comparison: Comparison,
  value: Uint8Array,
  orMissing = false,
): Filter =>
  filter(
    'SingleColumnValueFilter',
    message()
      .uint32(delimited(1))
      .bytes(Buffer.from(family))
      .uint32(delimited(2))
      .bytes(column)
      .uint32(varint(3))
      .int32(COMPARE[comparison])
      .uint32(delimited(4))
      .bytes(binaryComparator(value))
      .uint32(varint(5))
      .bool(!orMissing)
      .uint32(varint(6))
      .bool(true),
  );

/** The first cell of each row. */
export const firstCellOnly = (): Filter => filter('FirstKeyOnlyFilter', message());

/** Cells without their values. */
export const keysOnly = (): Filter => filter('KeyOnlyFilter', message().uint32(varint(1)).bool(false));

/** Cells with one of these timestamps, ms. */
export function timestamps(atMs: readonly number[]): Filter {
  const packed = protobuf.Writer.create();
  for (const at of [...atMs].sort((a, b) => a - b)) packed.int64(at);
  return filter('TimestampsFilter', message().uint32(delimited(1)).bytes(packed.finish()));
}

/** At most so many rows of each region: a bound for the server, not for the scan (that is limitRows). */
export const rowsARegion = (rows: number): Filter => filter('PageFilter', message().uint32(varint(1)).int64(rows));

/** Rows that match a pattern of the same length: a byte of `any` is 1 where every value fits and 0 where it must be that of `row`. */
export function fuzzyRows(patterns: readonly { readonly row: Uint8Array; readonly any: Uint8Array }[]): Filter {
  const writer = message();
  for (const { row, any } of patterns)
    writer.uint32(delimited(1)).fork().uint32(delimited(1)).bytes(row).uint32(delimited(2)).bytes(any).ldelim();
  return filter('FuzzyRowFilter', writer);
}

/** Rows of any of these ranges; an empty `endRow` is open. The server leaps from one to the next. */
export function rowRanges(ranges: readonly { readonly startRow: Uint8Array; readonly endRow: Uint8Array }[]): Filter {
  const writer = message();
  for (const { startRow, endRow } of ranges)
    writer
      .uint32(delimited(1))
      .fork()
      .uint32(delimited(1))
      .bytes(startRow)
      .uint32(varint(2))
      .bool(true)
      .uint32(delimited(3))
      .bytes(endRow)
      .uint32(varint(4))
      .bool(false)
      .ldelim();
  return filter('MultiRowRangeFilter', writer);
}

const MUST_PASS = { all: 1, one: 2 };

/** Cells that all, or at least one, of the filters let pass. */
export function filterList(pass: 'all' | 'one', filters: readonly Filter[]): Filter {
  const writer = message().uint32(varint(1)).int32(MUST_PASS[pass]);
  for (const { name, bytes } of filters)
    writer.uint32(delimited(2)).fork().uint32(delimited(1)).string(name).uint32(delimited(2)).bytes(bytes).ldelim();
  return filter('FilterList', writer);
}
