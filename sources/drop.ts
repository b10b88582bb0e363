/** What a drop is made of, whatever the file format. Adapters: csv/, later ndjson/ and parquet/. */

export const TABLES = {
  events: {
    required: ['event_id', 'entity_type', 'entity_id', 'business_line', 'feature', 'event_time', 'value', 'attrs'],
    optional: ['op', 'arrived_at'],
  },
  entities: { required: ['entity_type', 'entity_id', 'valid_from', 'valid_to', 'attrs'], optional: [] },
  links: { required: ['opportunity_id', 'linked_type', 'linked_id', 'valid_from', 'valid_to'], optional: [] },
  labels: { required: ['entity_type', 'entity_id', 'as_of', 'label', 'label_time'], optional: ['name'] },
} as const;

export type TableName = keyof typeof TABLES;

/** One row as text, its cells in the order required + optional of its table; a missing optional column gives ''. */
export interface RawRow {
  /** 1-based line on which the row ends in its file, for messages. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Set when the row itself is broken (wrong number of cells, no JSON …); then cells is empty. */
  readonly fault?: string;
}

/** One file of a drop, opened. */
export interface TableFile {
  readonly table: TableName;
  readonly path: string;
  /** Columns of the file that no table knows: ignored with one warning. */
  readonly unknownColumns: readonly string[];
  /** Whether the file has an optional column. */
  has(column: string): boolean;
  /** All rows in batches of bounded size. @throws DaybreakError DROP_UNREADABLE (broken gzip, unterminated quote …) */
  rows(): AsyncIterable<RawRow[]>;
  /** 0 to 1: how much of the file's bytes has been read, for progress. */
  progress(): number;
}

/** Opens one file, reads its header. @throws DaybreakError COLUMN_MISSING, DROP_UNREADABLE */
export type OpenTable = (table: TableName, path: string) => Promise<TableFile>;
