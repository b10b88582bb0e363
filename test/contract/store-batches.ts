import fc from 'fast-check';
import type { EventRow, LinkRow, VersionRow } from '../../domain/rows.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { event } from './store-rows.ts';

const US_A_DAY = 86_400_000_000;
export const TYPES = ['user', 'opportunity'];
export const IDS = ['u', '\u{1F600}'];

/** A batch of one kind of rows. */
export type Batch =
  | { readonly kind: 'events'; readonly rows: readonly EventRow[] }
  | { readonly kind: 'versions'; readonly rows: readonly VersionRow[] }
  | { readonly kind: 'links'; readonly rows: readonly LinkRow[] };

/** Few ids, places, arrivals and texts, so that rows are corrected, moved, deleted, brought back and come late. */
export const batches = ((): fc.Arbitrary<Batch[]> => {
  const [type, id] = [fc.constantFrom(...TYPES), fc.constantFrom(...IDS)];
  const arrived = fc.integer({ min: 0, max: 5 });
  const time = fc.constantFrom(-US_A_DAY, 0, 1, 999_999, 1_000_000, US_A_DAY, 2 * US_A_DAY);
  const validFrom = fc.constantFrom(0, 1, US_A_DAY);
  const validTo = fc.constantFrom(undefined, 2 * US_A_DAY);
  const attrsText = fc.constantFrom('', '{"a":1}');
  const common = { type, id, arrived };
  const events = fc
    .record({
      ...{ ...common, time, attrsText },
      eventId: fc.constantFrom('e', 'f', 'g'),
      feature: fc.constantFrom('login', 'call'),
      line: fc.constantFrom('', '01'),
      valueText: fc.constantFrom('9', '10'),
      op: fc.constantFrom('upsert' as const, 'upsert' as const, 'upsert' as const, 'delete' as const),
    })
    .map((row) => event({ ...row, timeText: String(row.time) }));
  const versions = fc.record({ ...common, validFrom, validTo, attrsText });
  const links = fc.record({ ...common, opportunityId: id, validFrom, validTo });
  return fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('events' as const), rows: fc.array(events, { minLength: 1, maxLength: 4 }) }),
      fc.record({ kind: fc.constant('versions' as const), rows: fc.array(versions, { minLength: 1, maxLength: 4 }) }),
      fc.record({ kind: fc.constant('links' as const), rows: fc.array(links, { minLength: 1, maxLength: 4 }) }),
    ),
    { minLength: 2, maxLength: 6, size: 'max' },
  );
})();

export async function put(store: FeatureStore, batch: Batch): Promise<void> {
  if (batch.kind === 'events') await store.putEvents(batch.rows);
  else if (batch.kind === 'versions') await store.putVersions(batch.rows);
  else await store.putLinks(batch.rows);
}
