import type { Instant } from '../../domain/instant.ts';
import type { LabelRow } from '../../domain/rows.ts';
import type { PutCounts } from '../put-counts.ts';
import { behind, namedKey, namesKey, textsAt } from '../row-key.ts';
import { json, scanRows, toJson } from './cell-views.ts';
import { NO_TIME, putOf } from './put.ts';
import type { Tables } from './tables.ts';
import type { Plan } from './writer.ts';
import { zipperRows } from './zipper-rows.ts';

/** Labels: a row a date, name, salt, id and type; b:l = JSON [label, label time or null]. The last one put stays. */
const LABELS = 'b';
const VALUE = { family: LABELS, qualifier: Buffer.from('l'), timestamp: NO_TIME };

type LabelValue = readonly [string, Instant | null];

/** Of rows with one key the last one stays, but each of them is counted. A row that changes nothing is not written. */
export async function planLabels(tables: Tables, rows: readonly LabelRow[]): Promise<Plan<PutCounts>> {
  const counts = { added: 0, replaced: 0, same: 0 };
  const labels = zipperRows(rows, ({ type, id, asOf, name }) => namedKey([asOf, name], id, [type]));
  const stored = await tables.labels.getMany(
    labels.map(({ key }) => key),
    { families: [LABELS] },
  );
  const step = labels.flatMap(({ key, rows: delivered }, i) => {
    const cell = stored.rowFirstCell[i]!;
    const first = cell < stored.rowFirstCell[i + 1]! ? (json(stored, cell) as LabelValue) : undefined;
    let value = first;
    for (const { label, labelTime = null } of delivered) {
      if (!value) counts.added++;
      else if (value[0] === label && value[1] === labelTime) counts.same++;
      else counts.replaced++;
      value = [label, labelTime];
    }
    if (!value || (first?.[0] === value[0] && first[1] === value[1])) return [];
    return [{ table: 'labels' as const, mutation: putOf(key, { ...VALUE, value: toJson(value) }) }];
  });
  return { result: counts, steps: [step], grows: false };
}

/** By salt, then id and type by code point. */
export async function* labelsAt(tables: Tables, asOf: string, name: string): AsyncGenerator<LabelRow> {
  const prefix = namesKey(asOf, name);
  for await (const { batch, key, from } of scanRows(tables.labels, { startRow: prefix, endRow: behind(prefix) })) {
    const [id, type] = textsAt(key, prefix.length + 2, 2);
    const [label, labelTime] = json(batch, from) as LabelValue;
    yield { type, id, asOf, name, label, labelTime: labelTime ?? undefined };
  }
}
