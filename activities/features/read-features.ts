import { dimensionsOf, OPPORTUNITY, type Dictionary } from '../../domain/dictionary.ts';
import { aggregatedName } from '../../domain/feature-name.ts';
import type { NightRun } from '../../domain/night.ts';
import type { RunDate } from '../../domain/run-date.ts';
import { daySlots } from '../../engine/day-slots.ts';
import { compilePlan, type Plan } from '../../engine/plan.ts';
import type { RowBlock } from '../../engine/row-block.ts';
import { baseRowsOf } from './base-rows.ts';
import { FEATURE_KINDS, type FeatureKind, type FeatureValue } from './feature-value.ts';
import { sealedRun } from '../sealed-run.ts';
import { linkedTypes } from '../rows/linked-types.ts';
import type { Ports } from '../ports.ts';
import { readRows } from '../rows/read-rows.ts';
import { countReceipts } from '../receipt.ts';
import { rowStep, type RowKind } from '../run-files.ts';
import { readSnapshot } from '../snapshot.ts';

export interface FeaturesQuery {
  readonly dictionary: string;
  readonly date: RunDate;
  readonly kinds: readonly FeatureKind[];
  /** Only this entity; undefined for all that the night computed. */
  readonly entity: { readonly type: string; readonly id: string } | undefined;
}

/**
 * The features of a sealed night, kind by kind in the order base, derived, agg. Derived and aggregated values come from the night's files;
 * base values from the store as it is now. @throws DaybreakError NIGHT_MISSING, DICTIONARY_MISSING
 */
export async function* readFeatures(ports: Ports, query: FeaturesQuery): AsyncGenerator<FeatureValue> {
  const run = await sealedRun(ports, query);
  const { dictionary, timeZone } = await readSnapshot(ports.blobs, run);
  const types = dimensionsOf(dictionary);
  const wanted = types.filter((type) => query.entity === undefined || query.entity.type === type);
  for (const kind of FEATURE_KINDS.filter((k) => query.kinds.includes(k))) {
    if (kind === 'agg') {
      if (query.entity === undefined || query.entity.type === OPPORTUNITY)
        yield* aggregated(ports, run, dictionary, query);
      continue;
    }
    for (const type of wanted) {
      const plan = compilePlan(dictionary.rows.filter(({ dim }) => dim === type));
      for await (const block of blocksOf(ports, run, 'derived', type, plan)) {
        if (kind === 'derived') yield* valuesOf(block, 'derived', type, plan.names, query);
        else
          yield* baseRowsOf(
            await ports.openStore(run.dictionary, timeZone),
            dictionary,
            type,
            chosen(block.ids, query),
            run.date,
          );
      }
    }
  }
}

async function* aggregated(
  ports: Ports,
  run: NightRun,
  dictionary: Dictionary,
  query: FeaturesQuery,
): AsyncGenerator<FeatureValue> {
  for (const type of linkedTypes(dimensionsOf(dictionary))) {
    const plan = compilePlan(dictionary.rows.filter((row) => row.dim === type && row.kind === 'base'));
    const full = plan.names.map((name) => aggregatedName(type, name));
    for await (const block of blocksOf(ports, run, 'aggregated', type, plan))
      yield* valuesOf(block, 'agg', OPPORTUNITY, full, query);
  }
}

async function* blocksOf(
  ports: Ports,
  run: NightRun,
  kind: RowKind,
  type: string,
  plan: Plan,
): AsyncGenerator<RowBlock> {
  const parts = await countReceipts(ports.blobs, run, rowStep(kind, type));
  for (let part = 0; part < parts; part++) yield* readRows(ports, { run, kind, type, part, days: daySlots(plan) });
}

const chosen = (ids: readonly string[], { entity }: FeaturesQuery): readonly string[] =>
  entity === undefined ? ids : ids.filter((id) => id === entity.id);

function* valuesOf(
  block: RowBlock,
  kind: FeatureKind,
  type: string,
  names: readonly string[],
  { entity }: FeaturesQuery,
): Generator<FeatureValue> {
  for (const [row, id] of block.ids.entries()) {
    if (entity !== undefined && entity.id !== id) continue;
    for (let cell = block.rowStart[row] ?? 0; cell < (block.rowStart[row + 1] ?? 0); cell++) {
      yield { kind, type, id, feature: names[block.slot[cell] ?? -1] ?? '', value: block.value[cell] ?? Number.NaN };
    }
  }
}
