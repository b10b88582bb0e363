/**
 * The tables of a dictionary in HBase, as data: README.md beside it shows their rows as pictures. A table is called
 * `<namespace>:<dictionary>_<name>`. The server's TTL counts a cell's timestamp, which is the event's own time in most families, against the
 * wall clock: it is left out everywhere, so that retention is the settings' alone. Part of the stored format.
 */
export interface FamilyDefinition {
  readonly name: string;
  /** What its cells are. */
  readonly holds: string;
  /** 1, or all versions. */
  readonly versions: 'one' | 'all';
  readonly encoding: 'FAST_DIFF' | 'NONE';
  readonly compression: 'ZSTD' | 'NONE';
}

export interface TableDefinition {
  /** Cut at salts into regions when it is made; a small table is one region. */
  readonly salted: boolean;
  readonly families: readonly FamilyDefinition[];
}

const family = (name: string, holds: string, more: Partial<FamilyDefinition> = {}): FamilyDefinition => ({
  name,
  holds,
  versions: 'one',
  encoding: 'FAST_DIFF',
  compression: 'ZSTD',
  ...more,
});

export const TABLES = {
  /** DWD 明细层, a row an entity. */
  dwd: { salted: true, families: [family('e', 'a cell a current event')] },
  /** A row an event id: the way to the current cell, and the history. */
  events: { salted: true, families: [family('i', 'all versions of an event, with arrivals')] },
  /** MID 中间层, a row an entity. */
  mid: {
    salted: true,
    families: [
      family('d', 'a packed cell a day'),
      family('s', 'a mark a stale day, its timestamp the revision'),
      family('t', 'tags of runs'),
      family('c', 'the sequence of the last change of the days'),
    ],
  },
  /** Zipper tables 拉链表, a row an entity; an opportunity's links stand in its row. */
  zipper: {
    salted: true,
    families: [
      family('v', 'attribute versions, cell versions by valid from', { versions: 'all' }),
      family('l', 'links, cell versions by valid from', { versions: 'all' }),
      family('c', 'the sequence of the last change of versions and of links'),
    ],
  },
  /** A row a label. */
  labels: { salted: false, families: [family('b', 'a label')] },
  /** The head row with the writer's lease, revision and log; records of loads and nights. */
  ledger: {
    salted: false,
    families: [
      family('h', 'head: format, revision, lease, counters', { encoding: 'NONE', compression: 'NONE' }),
      family('w', 'the write that is being carried out', { encoding: 'NONE' }),
      family('r', 'records, JSON'),
    ],
  },
  /** What places of dwd and zipper held before, a row an entity: read by who asks what was known then, and by nobody else. */
  past: {
    salted: true,
    families: [
      family('e', 'events, cell versions by the revision that ended them', { versions: 'all' }),
      family('v', 'attribute versions, the same', { versions: 'all' }),
      family('l', 'links, the same', { versions: 'all' }),
    ],
  },
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof TABLES;
