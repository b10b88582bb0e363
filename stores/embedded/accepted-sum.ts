import type { Calendar } from '../../domain/calendar.ts';
import type { Instant } from '../../domain/instant.ts';
import type { SeenSince } from '../../domain/seen-events.ts';
import { addSum, openSum } from '../accepted-sum.ts';
import { lastInstant, textsAt } from '../row-key.ts';
import type { AcceptedSum } from '../zipper-table.ts';
import { buildSums } from './build-row-sums.ts';
import { boundsOf, isSumKey, sumAt, sumsKept, type SumKind } from './row-sums.ts';
import { settle } from './store-error.ts';
import { revisionOf, type Tables } from './tables.ts';

/** As `ZipperTable.acceptedSum`. Where the sums are not kept they are made from all rows first, once in a store's life. */
export async function acceptedSum(
  tables: Tables,
  calendar: Calendar,
  midnight: Instant,
  since: SeenSince,
  beat: (note: string) => void,
): Promise<AcceptedSum | undefined> {
  const { folder } = tables;
  if (!(await settle(folder, () => sumsKept(tables, calendar)))) await buildSums(tables, calendar, beat);
  return settle(folder, () => keptSum(tables, calendar, midnight, since));
}

/** Of one state of the store: nothing is waited for in between. Undefined too where a bound lies within a day. */
function keptSum(tables: Tables, calendar: Calendar, midnight: Instant, since: SeenSince): AcceptedSum | undefined {
  tables.sums.resetReadTxn();
  if (!sumsKept(tables, calendar)) return undefined;
  const revision = revisionOf(tables);
  const sum = openSum();
  for (const { key, value } of tables.sums.getRange({})) {
    if (!isSumKey(key)) continue;
    const [kind, type, feature] = textsAt(key, 0, 3);
    const [begins, ends] = boundsOf(calendar, lastInstant(key));
    const from = (kind as SumKind) === 'event' ? since(type, feature) : Number.NEGATIVE_INFINITY;
    if (begins >= midnight || ends <= from) continue;
    if (begins < from || ends > midnight) return undefined;
    addSum(sum, sumAt(value));
  }
  return { revision, sum };
}
