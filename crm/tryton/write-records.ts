import { CrmError, type CrmValues, type CrmWrite, type WriteOutcome } from '../crm.ts';
import { TrytonRefusal } from './answer-error.ts';
import type { TrytonField, TrytonModel } from './model.ts';
import { findRecords, keyOf, type RecordKey } from './records.ts';
import { toTryton } from './value.ts';

interface Ready extends RecordKey {
  readonly row: CrmWrite;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * All rows in one call, which Tryton takes or refuses as a whole. A record that somebody has changed since it was seen is found by reading
 * the records' timestamps, and the others are sent once more.
 * @throws CrmError
 */
export async function writeRecords(
  model: TrytonModel,
  idField: string,
  rows: readonly CrmWrite[],
): Promise<readonly WriteOutcome[]> {
  const outcomes = new Map<string, WriteOutcome>();
  const fields = await model.fields([idField, ...new Set(rows.flatMap(({ values }) => Object.keys(values)))]);
  const keys = await keysOf(model, idField, rows);
  let ready: Ready[] = [];
  for (const row of rows) {
    const key = keys.get(row.id);
    const values = converted(fields, row.values);
    if (typeof key !== 'object')
      outcomes.set(row.id, refused(key ?? `${model.name} has no record of ${idField} ${row.id}`));
    else if (typeof values === 'string') outcomes.set(row.id, refused(values));
    else ready.push({ ...key, row, values });
  }
  let answer = ready.length === 0 ? undefined : await send(model, ready);
  if (answer?.kind === 'changed') {
    const changed = await changedOf(model, idField, ready);
    for (const { row } of ready.filter(({ row }) => changed.has(row.id))) outcomes.set(row.id, { state: 'conflict' });
    ready = ready.filter(({ row }) => !changed.has(row.id));
    answer = ready.length === 0 ? undefined : await send(model, ready);
  }
  if (answer !== undefined) {
    const outcome = await judged(model, ready, answer);
    for (const { row } of ready) outcomes.set(row.id, outcome);
  }
  return rows.map(({ id }) => outcomes.get(id) ?? { state: 'written' });
}

const refused = (reason: string, again = false): WriteOutcome => ({ state: 'refused', reason, again });

/** By opportunity id; a text where it cannot be told which record it is. */
async function keysOf(
  model: TrytonModel,
  idField: string,
  rows: readonly CrmWrite[],
): Promise<ReadonlyMap<string, RecordKey | string>> {
  const keys = new Map<string, RecordKey | string>();
  const unseen: string[] = [];
  for (const { id, seen } of rows) {
    const key = keyOf(seen?.version);
    if (key === undefined) unseen.push(id);
    else keys.set(id, key);
  }
  if (unseen.length === 0) return keys;
  for (const [id, found] of await findRecords(model, idField, unseen, [])) {
    const [only, ...others] = found;
    if (only === undefined) continue;
    // nobody has looked at the record before: whatever stands there is overwritten
    const key = { record: only.record, timestamp: undefined };
    keys.set(id, others.length === 0 ? key : `${found.length} records of ${model.name} have ${idField} ${id}`);
  }
  return keys;
}

/** As Tryton takes them, or why one of them cannot be taken. */
function converted(fields: ReadonlyMap<string, TrytonField>, values: CrmValues): Record<string, unknown> | string {
  const taken: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const type = fields.get(name)?.type ?? '';
    taken[name] = toTryton(type, value);
    if (taken[name] === undefined)
      return `${name} is a field of type ${type} and does not take ${JSON.stringify(value)}`;
  }
  return taken;
}

/** Undefined when Tryton took all of them. */
async function send(model: TrytonModel, ready: readonly Ready[]): Promise<TrytonRefusal | undefined> {
  const timestamps: Record<string, string> = {};
  for (const { record, timestamp } of ready) {
    if (timestamp !== undefined) timestamps[`${model.name},${record}`] = timestamp;
  }
  const pairs = ready.flatMap(({ record, values }) => [[record], values]);
  try {
    await model.call('write', pairs, { _timestamp: timestamps });
    return undefined;
  } catch (error) {
    if (error instanceof TrytonRefusal) return error;
    if (error instanceof CrmError && error.trouble === 'batch' && ready.length === 1) {
      return new TrytonRefusal('refused', error.message);
    }
    throw error;
  }
}

/** Opportunity ids of those whose record is no longer as it was seen, or gone. */
async function changedOf(model: TrytonModel, idField: string, ready: readonly Ready[]): Promise<ReadonlySet<string>> {
  const now = await findRecords(
    model,
    idField,
    ready.map(({ row }) => row.id),
    [],
  );
  const changed = ready.filter(
    ({ row, record, timestamp }) =>
      timestamp !== undefined && now.get(row.id)?.find((present) => present.record === record)?.timestamp !== timestamp,
  );
  return new Set(changed.map(({ row }) => row.id));
}

/** What a refusal of the call says about its rows. @throws CrmError when it says nothing about any of them alone */
async function judged(model: TrytonModel, ready: readonly Ready[], answer: TrytonRefusal): Promise<WriteOutcome> {
  if (answer.kind === 'changed') {
    if (ready.length > 1) throw new CrmError('batch', answer.message);
    return { state: 'conflict' };
  }
  // one row's values, mostly: when that row is alone its rights are looked at all the same
  if (ready.length > 1 && answer.kind === 'refused' && !answer.aboutRights) throw new CrmError('batch', answer.message);
  const names = [...new Set(ready.flatMap(({ values }) => Object.keys(values)))];
  const present = await model.fieldsNow(names);
  const closed = names.filter((name) => present.get(name)?.readonly !== false);
  if (closed.length > 0 || !(await model.rights()).write) {
    const what = closed.length > 0 ? `the field ${closed.join(', ')} of ${model.name}` : model.name;
    throw new CrmError('permanent', `${what} may not be written by this user: ${answer.message}`);
  }
  if (ready.length > 1) throw new CrmError('batch', answer.message);
  return refused(answer.message);
}
