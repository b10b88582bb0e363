import { TABLES, type TableDefinition, type TableName } from '../../infra/hbase/tables.ts';
import { SALTS } from '../../domain/salt.ts';
import type { TableSpec } from './client/admin.ts';
import type { HBase } from './client/hbase.ts';
import type { HBaseTable } from './client/table.ts';

/** The tables of one dictionary, by their short names. */
export type Tables = Readonly<Record<TableName, HBaseTable>>;

const NAMES = Object.keys(TABLES) as TableName[];
const ALL_VERSIONS = 2 ** 31 - 1;

/** Which tables: those of a dictionary in a namespace. */
export interface TablePlace {
  readonly namespace: string;
  readonly dictionary: string;
}

/** Opens the tables and makes those that are not there, cut into `regions` regions. */
export async function openTables(hbase: HBase, place: TablePlace, regions: number): Promise<Tables> {
  const { admin } = hbase;
  const there = await Promise.all(NAMES.map((name) => admin.tableExists(tableName(place, name))));
  const missing = NAMES.filter((_, i) => there[i] !== true);
  if (missing.length > 0) {
    await admin.ensureNamespace(place.namespace);
    await Promise.all(missing.map((name) => createTable(hbase, tableSpec(place, name, regions))));
  }
  return Object.fromEntries(NAMES.map((name) => [name, hbase.table(tableName(place, name))])) as Tables;
}

/** `<namespace>:<dictionary>_<name>`; a dictionary's letters that HBase does not take are written as their UTF-8 bytes in hex. */
export const tableName = ({ namespace, dictionary }: TablePlace, name: TableName): string =>
  `${namespace}:${escapedName(dictionary)}_${name}`;

/** All tables of a dictionary. */
export const tableNames = (place: TablePlace): string[] => NAMES.map((name) => tableName(place, name));

/** What the table is made with. */
function tableSpec(place: TablePlace, name: TableName, regions: number): TableSpec {
  const { salted, families }: TableDefinition = TABLES[name];
  return {
    name: tableName(place, name),
    families: families.map(({ name: family, versions, encoding, compression }) => ({
      name: family,
      versions: versions === 'all' ? ALL_VERSIONS : 1,
      encoding,
      compression,
      bloom: 'ROW' as const,
    })),
    splitKeys: salted ? splitKeys(regions) : [],
  };
}

/** The salts at which `regions` equal regions begin, without the first. */
export const splitKeys = (regions: number): Buffer[] =>
  Array.from({ length: regions - 1 }, (_, i) => {
    const key = Buffer.alloc(2);
    key.writeUInt16BE(Math.floor(((i + 1) * SALTS) / regions));
    return key;
  });

/** Two processes may open a new dictionary at once: the table of the faster one is as good. */
async function createTable({ admin }: HBase, spec: TableSpec): Promise<void> {
  try {
    await admin.createTable(spec);
  } catch (error) {
    if (!(await admin.tableExists(spec.name))) throw error;
  }
}

const escapedName = (dictionary: string): string =>
  dictionary.replace(/[^A-Za-z0-9-]/gu, (letter) =>
    letter === '_' ? '__' : `_x${Buffer.from(letter).toString('hex')}_`,
  );
