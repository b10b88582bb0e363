import type { TableNameBytes } from './table-name.ts';
import { tableNameBytes, tableNameText } from './table-name.ts';

interface FamilySpec {
  readonly name: string;
  /** Versions kept of a cell; the server's default is 1. */
  readonly versions?: number;
  /** Versions a TTL leaves. */
  readonly minVersions?: number;
  /** Counts from a cell's timestamp; none where left out. */
  readonly ttlSeconds?: number;
  readonly compression?: 'NONE' | 'ZSTD' | 'SNAPPY' | 'GZ' | 'LZ4';
  readonly encoding?: 'NONE' | 'PREFIX' | 'DIFF' | 'FAST_DIFF' | 'ROW_INDEX_V1';
  readonly bloom?: 'NONE' | 'ROW' | 'ROWCOL';
  readonly keepDeleted?: boolean;
  /** Versions and deletes in the order they were written, so that a delete never hides a later put. */
  readonly newVersionBehavior?: boolean;
  readonly blockBytes?: number;
  readonly inMemory?: boolean;
}

export interface TableSpec {
  /** `namespace:name`; the namespace must exist. */
  readonly name: string;
  readonly families: readonly FamilySpec[];
  /** Start keys of all regions but the first, ascending; one region where left out. Read by createTable only. */
  readonly splitKeys?: readonly Uint8Array[];
  /** What the server keeps of a table under a name, e.g. MAX_FILESIZE. */
  readonly attributes?: Readonly<Record<string, string>>;
}

interface Pair {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
}

/** A table as the protocol writes it. */
export interface TableSchema {
  readonly tableName: TableNameBytes;
  readonly attributes: readonly Pair[];
  readonly columnFamilies: readonly { readonly name: Uint8Array; readonly attributes: readonly Pair[] }[];
}

/** Each property of a family, the server's name for it, and how it reads the text back. */
const FAMILY_ATTRIBUTES: {
  readonly [K in Exclude<keyof FamilySpec, 'name'>]-?: readonly [string, (text: string) => unknown];
} = {
  versions: ['VERSIONS', Number],
  minVersions: ['MIN_VERSIONS', Number],
  ttlSeconds: ['TTL', Number],
  compression: ['COMPRESSION', String],
  encoding: ['DATA_BLOCK_ENCODING', String],
  bloom: ['BLOOMFILTER', String],
  keepDeleted: ['KEEP_DELETED_CELLS', (text) => text.toUpperCase() === 'TRUE'],
  newVersionBehavior: ['NEW_VERSION_BEHAVIOR', (text) => text.toLowerCase() === 'true'],
  blockBytes: ['BLOCKSIZE', Number],
  inMemory: ['IN_MEMORY', (text) => text.toLowerCase() === 'true'],
};

/** The server's own way of saying that nothing expires. */
const FOREVER_SECONDS = 0x7fffffff;

/** As the server is told of it; what the spec leaves out is the server's default. The split keys go beside it. */
export function schemaOf(spec: TableSpec): TableSchema {
  return {
    tableName: tableNameBytes(spec.name),
    attributes: Object.entries(spec.attributes ?? {}).map(([name, value]) => pair(name, value)),
    columnFamilies: spec.families.map((family) => ({
      name: Buffer.from(family.name),
      attributes: Object.entries(FAMILY_ATTRIBUTES).flatMap(([property, [name]]) => {
        const value = family[property as keyof FamilySpec];
        return value === undefined ? [] : [pair(name, textOf(value))];
      }),
    })),
  };
}

/** What the server says of a table, without its split keys. */
export function specOf(schema: TableSchema): TableSpec {
  const families = schema.columnFamilies.map((family) => {
    const texts = new Map(family.attributes.map(({ first, second }) => [String(first), String(second)]));
    const entries = Object.entries(FAMILY_ATTRIBUTES).flatMap(([property, [name, read]]) => {
      const text = texts.get(name);
      return text === undefined ? [] : [[property, read(text)] as const];
    });
    const { ttlSeconds, ...rest } = Object.fromEntries(entries) as Omit<FamilySpec, 'name'>;
    const expires = ttlSeconds === undefined || ttlSeconds === FOREVER_SECONDS ? {} : { ttlSeconds };
    return { name: Buffer.from(family.name).toString(), ...rest, ...expires };
  });
  const attributes = Object.fromEntries(schema.attributes.map(({ first, second }) => [String(first), String(second)]));
  return { name: tableNameText(schema.tableName), families, attributes };
}

const pair = (name: string, value: string): Pair => ({ first: Buffer.from(name), second: Buffer.from(value) });

/** Yes and no of KEEP_DELETED_CELLS are in capitals; the other ones are read in any case. */
const textOf = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? String(value).toUpperCase() : String(value);
