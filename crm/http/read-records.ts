import { CrmError, type CrmRecord } from '../crm.ts';
import type { FieldValues } from './field-values.ts';
import { at } from './place.ts';
import type { Send } from './send.ts';
import type { HttpSettings } from './settings.ts';

/** Records in the order of the ids, of one call. @throws CrmError */
export async function readRecords(
  send: Send,
  { read, fields: mapped }: HttpSettings,
  values: FieldValues,
  ids: readonly string[],
  fields: readonly string[],
): Promise<(CrmRecord | undefined)[]> {
  if (ids.length === 0) return [];
  const theirFields = fields.map((name) => (Object.hasOwn(mapped, name) ? mapped[name] : name));
  const answer = await send(read, { ids, id: ids[0], fields: theirFields });
  if (answer.state === 'rejected') {
    if (answer.status === 404) return ids.map(() => undefined);
    throw new CrmError('batch', answer.reason);
  }
  const found = at(answer.json, read.records);
  if (found === undefined || found === null) {
    const where = read.records === '' ? 'the answer is empty' : `the answer has nothing at ${read.records}`;
    throw new CrmError('permanent', `${read.method} ${read.path}: ${where}, where crm.connection.read.records looks`);
  }
  const byId = new Map<string, CrmRecord>();
  for (const record of Array.isArray(found) ? found : [found]) {
    const version = read.version === undefined ? undefined : at(record, read.version);
    byId.set(String(at(record, read.id)), {
      values: values.ours(at(record, read.values), fields),
      // as JSON, so that it goes back as what it was: a number or a text
      ...(version !== undefined && { version: JSON.stringify(version) }),
    });
  }
  return ids.map((id) => byId.get(id));
}
