import type { LabelRow } from '../../domain/rows.ts';
import type { PutCounts } from '../put-counts.ts';
import { behind, namedKey, namesKey, textsAt } from '../row-key.ts';
import { scan } from './scan.ts';
import type { Tables } from './tables.ts';
import { transact } from './transact.ts';

/** Labels by date, name, salt, id and type: the last one put stays. */
export function putLabels(tables: Tables, rows: readonly LabelRow[]): PutCounts {
  return transact(tables.root, () => {
    const counts = { added: 0, replaced: 0, same: 0 };
    for (const { type, id, asOf, name, label, labelTime = null } of rows) {
      const key = namedKey([asOf, name], id, [type]);
      const stored = tables.labels.get(key);
      if (!stored) counts.added++;
      else if (stored[0] === label && stored[1] === labelTime) counts.same++;
      else counts.replaced++;
      tables.labels.putSync(key, [label, labelTime]);
    }
    return counts;
  });
}

/** By salt, then id and type by code point. */
export function* labelsAt(tables: Tables, asOf: string, name: string): Generator<LabelRow> {
  const prefix = namesKey(asOf, name);
  for (const { key, value } of scan(tables.labels, prefix, behind(prefix))) {
    const [id, type] = textsAt(key, prefix.length + 2, 2);
    yield { type, id, asOf, name, label: value[0], labelTime: value[1] ?? undefined };
  }
}
