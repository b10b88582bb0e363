import { baseNameOf, type BaseFeature, type Dictionary } from '../../domain/dictionary.ts';
import { baseRowName } from '../../domain/feature-name.ts';
import { dayOfDate, type RunDate } from '../../domain/run-date.ts';
import { ENTRY_BYTES, idAt, valueAt } from '../../engine/packed-day.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { FeatureValue } from './feature-value.ts';

const IDS_A_READ = 256;

/** The base values that a night's windows see, of some ids of one type: newest day first within an id, each feature as far back as its longest window. */
export async function* baseRowsOf(
  store: FeatureStore,
  { rows }: Dictionary,
  type: string,
  ids: readonly string[],
  date: RunDate,
): AsyncGenerator<FeatureValue> {
  const features = new Map(
    rows.filter((row): row is BaseFeature => row.kind === 'base' && row.dim === type).map((row) => [row.id, row]),
  );
  const depth = Math.max(0, ...[...features.values()].flatMap(({ windowDays }) => windowDays));
  const runDay = dayOfDate(date);
  for (let from = 0; from < ids.length; from += IDS_A_READ) {
    const batch = ids.slice(from, from + IDS_A_READ);
    const cells = await store.readDays(type, batch, runDay - depth, runDay - 1);
    const view = new DataView(cells.bytes.buffer, cells.bytes.byteOffset, cells.bytes.byteLength);
    for (const [i, id] of batch.entries()) {
      for (let cell = cells.cellStart[i] ?? 0; cell < (cells.cellStart[i + 1] ?? 0); cell++) {
        const day = cells.day[cell] ?? 0;
        for (let at = cells.byteStart[cell] ?? 0; at < (cells.byteStart[cell + 1] ?? 0); at += ENTRY_BYTES) {
          const feature = features.get(idAt(view, at));
          if (!feature || runDay - day > Math.max(...feature.windowDays)) continue;
          yield { kind: 'base', type, id, feature: baseRowName(baseNameOf(feature), day), value: valueAt(view, at) };
        }
      }
    }
  }
}
