import { z } from 'zod';
import { CrmError, type CrmValues } from '../crm.ts';
import { TrytonRefusal } from './answer-error.ts';
import type { TrytonModel } from './model.ts';
import { shaped } from './session.ts';
import { fromTryton } from './value.ts';

/** Which of Tryton's records it is, and when it was changed last. Kept in `CrmRecord.version`, so that a write need not look for it again. */
export interface RecordKey {
  readonly record: number;
  readonly timestamp: string | undefined;
}

export const versionOf = ({ record, timestamp }: RecordKey): string => `${record} ${timestamp ?? ''}`;

/** Undefined when it was not made by `versionOf`. */
export function keyOf(version: string | undefined): RecordKey | undefined {
  const [, record, timestamp] = /^(\d+) (.*)$/.exec(version ?? '') ?? [];
  if (record === undefined) return undefined;
  return { record: Number(record), timestamp: timestamp === '' ? undefined : timestamp };
}

export interface FoundRecord extends RecordKey {
  readonly values: CrmValues;
}

const rowsSchema = z.array(z.looseObject({ id: z.int(), _timestamp: z.string().nullish() }));

/**
 * The records of opportunities, by opportunity id, those of each by Tryton's id, ascending; an opportunity that has none is not in the map.
 * @param values names of fields that are read
 * @throws CrmError
 */
export async function findRecords(
  model: TrytonModel,
  idField: string,
  ids: readonly string[],
  values: readonly string[],
): Promise<ReadonlyMap<string, readonly FoundRecord[]>> {
  const fields = await model.fields([idField, ...values]);
  const whole = fields.get(idField)?.type === 'integer';
  const wanted = whole ? ids.filter((id) => /^\d{1,15}$/.test(id)).map(Number) : ids;
  const names = [...new Set([idField, ...values, 'id', '_timestamp'])];
  const found = new Map<string, FoundRecord[]>();
  if (wanted.length === 0) return found;
  const answer = await model
    .call('search_read', [[[idField, 'in', wanted]], 0, null, [['id', 'ASC']], names])
    .catch((error: unknown) => {
      throw error instanceof TrytonRefusal
        ? new CrmError('permanent', `reading ${model.name}: ${error.message}`)
        : error;
    });
  for (const row of shaped(rowsSchema, answer, 'search_read')) {
    const key: RecordKey = { record: row.id, timestamp: row._timestamp ?? undefined };
    const id = String(row[idField]);
    const record = { ...key, values: Object.fromEntries(values.map((name) => [name, fromTryton(row[name])])) };
    found.set(id, [...(found.get(id) ?? []), record]);
  }
  return found;
}
