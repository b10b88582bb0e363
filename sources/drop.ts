/** What a drop is made of, whatever the file format. Adapters: csv/, ndjson/, parquet/. */

export interface TableColumns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Those of the required columns of which all rows of a file may well have no value. */
  readonly oftenBlank: readonly string[];
}

export const TABLES = {
  events: {
    required: ['event_id', 'entity_type', 'entity_id', 'business_line', 'feature', 'event_time', 'value', 'attrs'],
    optional: ['op', 'arrived_at'],
    oftenBlank: ['business_line', 'attrs'],
  },
  entities: {
    required: ['entity_type', 'entity_id', 'valid_from', 'valid_to', 'attrs'],
    optional: [],
    oftenBlank: ['valid_to', 'attrs'],
  },
  links: {
    required: ['opportunity_id', 'linked_type', 'linked_id', 'valid_from', 'valid_to'],
    optional: [],
    oftenBlank: ['valid_to'],
  },
  labels: {
    required: ['entity_type', 'entity_id', 'as_of', 'label', 'label_time'],
    optional: ['name'],
    oftenBlank: ['label_time'],
  },
} as const satisfies Record<string, TableColumns>;

export type TableName = keyof typeof TABLES;

export const TABLE_NAMES = Object.keys(TABLES) as TableName[];

/** The columns of a table in the order of a row's cells: required, then optional. */
export const knownColumns = (table: TableName): readonly string[] => [
  ...TABLES[table].required,
  ...TABLES[table].optional,
];

/** One row as text, its cells in the order required + optional of its table; a missing optional column gives ''. */
export interface RawRow {
  /** 1-based line on which the row ends in its file, for messages; the row's number where the format has no lines (Parquet). */
  readonly line: number;
  readonly cells: readonly string[];
  /** Set when the row itself is broken (wrong number of cells, no JSON …); then cells is what could be read, only to be shown. */
  readonly fault?: string;
}

/**
 * One file of a drop, opened. Where rows name their own columns (NDJSON), what is said about columns is said of the rows read so far, and
 * holds for the file once `rows` has been read to its end.
 */
export interface TableFile {
  readonly table: TableName;
  readonly path: string;
  /** Columns of the file that no table knows: ignored with one warning. */
  readonly unknownColumns: readonly string[];
  /** Required columns that no row names but that may be blank, as writers of JSON leave blanks out: taken for blank with one warning. */
  readonly blankColumns: readonly string[];
  /** Whether the file has an optional column. */
  has(column: string): boolean;
  /**
   * All rows in batches of bounded size; may be read again.
   * @throws DaybreakError DROP_UNREADABLE (broken gzip, unterminated quote …), COLUMN_MISSING at the end of a file without a header
   */
  rows(): AsyncIterable<RawRow[]>;
  /** 0 to 1: how much of the file's bytes (or rows, where only they can be told) has been read, for progress. */
  progress(): number;
}

/** Opens one file, reads its header where it has one. @throws DaybreakError COLUMN_MISSING, DROP_UNREADABLE */
export type OpenTable = (table: TableName, path: string) => Promise<TableFile>;

/** One line of a stream: a row of the table that it names, of events where it names none. */
export interface StreamRow {
  readonly table: TableName;
  readonly row: RawRow;
}

/** Rows of a stream as their bytes come, a batch of bounded size whenever some came. */
export type ReadStream = (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<StreamRow[]>;
