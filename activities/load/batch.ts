import { counted } from '../../domain/counted.ts';
import type { Instant } from '../../domain/instant.ts';
import type { LinkRow } from '../../domain/rows.ts';
import { parseEvent, parseLabel, parseLink, parseVersion } from '../../sources/parse-rows.ts';
import type { RawRow, TableName } from '../../sources/drop.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { PutCounts } from '../../stores/put-counts.ts';

/** What one batch of a table's rows came to. */
export interface BatchOutcome {
  readonly setAside: readonly { readonly row: RawRow; readonly reason: string }[];
  /** Rows at or after midnight of `--until`. */
  readonly afterUntil: number;
  /** Undefined when nothing was written. */
  readonly put: PutCounts | undefined;
}

interface BatchContext {
  /** The arrival of the i-th row, should it not give its own. */
  readonly arrivedDefault: (i: number) => Instant;
  /** Only rows before it are taken; undefined for all. */
  readonly untilMidnight: Instant | undefined;
  /** Undefined to check without writing. */
  readonly into: LoadInto | undefined;
}

export interface LoadInto {
  readonly store: FeatureStore;
  /** Collects opportunities that a link names before anything else of them was stored. */
  readonly unknownOpportunities: Set<string>;
}

type BatchLoader = (rows: readonly RawRow[], context: BatchContext) => Promise<BatchOutcome>;

/** Checks or loads one batch, by table. */
export const loadBatch: Readonly<Record<TableName, BatchLoader>> = {
  events: batchLoader(
    parseEvent,
    (row) => row.time,
    ({ store }, rows) => store.putEvents(rows),
  ),
  entities: batchLoader(
    parseVersion,
    (row) => row.validFrom,
    ({ store }, rows) => store.putVersions(rows),
  ),
  links: batchLoader(parseLink, (row) => row.validFrom, putLinks),
  // A label that does not say when it became known cannot be shown to have been known in time: with --until it stays out.
  labels: batchLoader(
    parseLabel,
    (row) => row.labelTime ?? Infinity,
    ({ store }, rows) => store.putLabels(rows),
  ),
};

function batchLoader<Row extends object>(
  parse: (cells: readonly string[], arrivedDefault: Instant) => Row | string,
  timeOf: (row: Row) => Instant,
  put: (into: LoadInto, rows: readonly Row[]) => Promise<PutCounts>,
): BatchLoader {
  return async (rows, { arrivedDefault, untilMidnight, into }) => {
    const accepted: Row[] = [];
    const setAside: { row: RawRow; reason: string }[] = [];
    let afterUntil = 0;
    for (const [i, row] of rows.entries()) {
      const parsed = row.fault ?? parse(row.cells, arrivedDefault(i));
      if (typeof parsed === 'string') setAside.push({ row, reason: parsed });
      else if (untilMidnight !== undefined && timeOf(parsed) >= untilMidnight) afterUntil++;
      else accepted.push(parsed);
    }
    return { setAside, afterUntil, put: into && accepted.length > 0 ? await put(into, accepted) : undefined };
  };
}

/** Beyond this many the warning says "at least": a drop of links alone must not fill the memory. */
const MAX_UNKNOWN = 100_000;

/** Events and versions are read before links, so an opportunity that is still unknown here has none in the store or in the drop. */
async function putLinks({ store, unknownOpportunities }: LoadInto, rows: readonly LinkRow[]): Promise<PutCounts> {
  const ids = [...new Set(rows.map(({ opportunityId }) => opportunityId))];
  const known = await store.knownOpportunities(ids);
  for (const [i, id] of ids.entries()) {
    if (known[i] === false && unknownOpportunities.size < MAX_UNKNOWN) unknownOpportunities.add(id);
  }
  return store.putLinks(rows);
}

/** One sentence for people, or none. @param ids as putLinks found them, so cut off at MAX_UNKNOWN */
export function unknownOpportunityWarnings(ids: ReadonlySet<string>): string[] {
  if (ids.size === 0) return [];
  const atLeast = ids.size >= MAX_UNKNOWN ? 'at least ' : '';
  const named = counted(ids.size, 'opportunity is named that has', 'opportunities are named that have');
  const examples = [...ids].slice(0, EXAMPLES).join(', ');
  const more = ids.size > EXAMPLES ? ', …' : '';
  return [`links: ${atLeast}${named} no version and no event (${examples}${more}); the links were loaded`];
}

const EXAMPLES = 3;
