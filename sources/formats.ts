import { TABLE_NAMES, type TableName } from './drop.ts';

/**
 * The file formats a drop may come in, and how the names of their files end. This is the place to add one: the composition root then
 * does not compile until it names an opener for it.
 */
const ENDINGS = {
  csv: ['.csv', '.csv.gz'],
  ndjson: ['.ndjson', '.ndjson.gz', '.jsonl', '.jsonl.gz'],
  parquet: ['.parquet'],
} as const;

export type Format = keyof typeof ENDINGS;

const FORMATS = Object.keys(ENDINGS) as Format[];

/** What a file's name says: its table, and its format where it has one that we read. */
interface NamedFile {
  readonly table: TableName;
  readonly format: Format | undefined;
}

/**
 * `events.csv`, `events-001.csv.gz`, `links_eu.parquet`: the table, then anything after a dash, dot or underscore, then the format.
 * Undefined for files of no table (dataset.json, README.md) and for what writers leave lying about (`events.csv.tmp`, `events.csv.crc`).
 */
export function nameOfFile(fileName: string): NamedFile | undefined {
  const table = TABLE_NAMES.find((name) => fileName.startsWith(name) && /^[-._]/.test(fileName.slice(name.length)));
  if (table === undefined) return undefined;
  const format = formatOf(fileName);
  return format !== undefined || OTHER_FORMAT.test(fileName) ? { table, format } : undefined;
}

/** The table that a name of no table probably means: `Events.CSV`, `link.parquet`. Nothing is read under such a name, so that it is said. */
export function nearlyTable(fileName: string): TableName | undefined {
  const small = fileName.toLowerCase();
  if (formatOf(small) === undefined) return undefined;
  const [word = ''] = small.split(/[-._]/);
  return TABLE_NAMES.find((name) => name === word || SINGULARS[name] === word);
}

const SINGULARS = {
  events: 'event',
  entities: 'entity',
  links: 'link',
  labels: 'label',
} as const satisfies Record<TableName, string>;

const OTHER_FORMAT = /\.(json|tsv|txt|zip|zst|bz2|xz|orc|avro|xlsx)(\.gz)?$/;

/** The table of a folder of files, as Spark and Hive write them: `events`, `events.parquet`. */
export const tableOfFolder = (folderName: string): TableName | undefined =>
  TABLE_NAMES.find((name) => folderName === name || FORMATS.some((format) => folderName === `${name}.${format}`));

/** The format of any file by the ending of its name; files that begin with `_` or `.` are the writer's own. */
export const formatOf = (fileName: string): Format | undefined =>
  /^[_.]/.test(fileName)
    ? undefined
    : FORMATS.find((name) => ENDINGS[name].some((ending) => fileName.endsWith(ending)));

/** The names under which a table's file is looked for, for messages. */
export const lookedFor = (): string =>
  `${TABLE_NAMES.join(', ')} (${FORMATS.flatMap((name) => ENDINGS[name]).join(', ')})`;

/** The order in which tables are read: what links and labels speak about comes first. */
export const tableOrder = (table: TableName): number => TABLE_NAMES.indexOf(table);
