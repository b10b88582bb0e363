import type { CrmField, CrmRecord } from '../crm.ts';
import { recordVersion } from '../by-record-id.ts';
import { callBatch, type BatchAnswer } from './batch.ts';
import type { Session } from './session.ts';
import { readValue } from './values.ts';

/** Records in the order of the ids; undefined where the account has none. */
export async function readRecords(
  session: Session,
  ids: readonly string[],
  fields: readonly string[],
  typeOf: (field: string) => CrmField['type'],
): Promise<(CrmRecord | undefined)[]> {
  const found = await resultsById(session, ids, fields);
  return ids.map((id) => {
    const result = found.get(id);
    if (!result) return undefined;
    const values = fields.map((field) => [field, readValue(result.properties[field], typeOf(field))]);
    return {
      values: Object.fromEntries(values) as CrmRecord['values'],
      version: recordVersion(result.id, result.updatedAt),
    };
  });
}

/** What is not there comes among the errors of a 207, or not at all. */
async function resultsById(
  session: Session,
  ids: readonly string[],
  fields: readonly string[],
): Promise<Map<string, BatchAnswer['results'][number]>> {
  if (ids.length === 0) return new Map();
  const idProperty = session.settings.id_property;
  const json = { idProperty, properties: [...new Set([idProperty, ...fields])], inputs: ids.map((id) => ({ id })) };
  const { results } = await callBatch(session, { api: 'objects', path: '/batch/read', json });
  return new Map(results.map((result) => [result.properties[idProperty] ?? '', result]));
}
