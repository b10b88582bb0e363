import { z } from 'zod';
import { CrmError, type CrmRecord, type CrmValue } from '../crm.ts';
import { recordVersion } from '../by-record-id.ts';
import type { Session } from './session.ts';
import { queriesOf } from './soql.ts';

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-query.html */
const page = z.object({
  records: z.array(z.record(z.string(), z.unknown())),
  done: z.boolean(),
  nextRecordsUrl: z.string().optional(),
});

type Row = Readonly<Record<string, unknown>>;

/** Records in the order of the ids; undefined where the org has none. */
export async function readRecords(
  session: Session,
  ids: readonly string[],
  fields: readonly string[],
): Promise<(CrmRecord | undefined)[]> {
  const found = await rowsById(session, ids, ['SystemModstamp', ...fields]);
  return ids.map((id) => {
    const row = found.get(id);
    if (!row) return undefined;
    const values = Object.fromEntries(fields.map((field) => [field, valueOf(row[field])]));
    return { values, version: recordVersion(textOf(row.Id), textOf(row.SystemModstamp)) };
  });
}

/** By the very id: SOQL compares texts without regard to case, so others may be among them. */
async function rowsById(session: Session, ids: readonly string[], more: readonly string[]): Promise<Map<string, Row>> {
  const { object, id_field: idField } = session.settings;
  const found = new Map<string, Row>();
  const columns = [...new Set(['Id', idField, ...more])];
  for (const path of queriesOf(object, columns, idField, ids)) {
    for await (const row of rowsOf(session, path)) found.set(textOf(row[idField]), row);
  }
  return found;
}

async function* rowsOf(session: Session, first: string): AsyncGenerator<Row> {
  const root = `/services/data/v${session.settings.api_version}/`;
  for (let path: string | undefined = first; path !== undefined;) {
    const { data } = page.safeParse(await session.json({ method: 'GET', path }));
    if (!data) throw new CrmError('transient', 'Salesforce answered a query with something else than its records');
    yield* data.records;
    path = data.done ? undefined : data.nextRecordsUrl?.replace(root, '');
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A text area gives its line breaks back as CR LF, and an empty text is an empty field. */
function valueOf(value: unknown): CrmValue {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value !== '' ? value.replaceAll('\r\n', '\n') : null;
}
