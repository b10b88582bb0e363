import { resolve } from 'node:path';
import { DaybreakError } from '../../domain/errors.ts';
import { LOADS, type LoadRecord } from '../../domain/load-report.ts';
import type { RecordTable } from '../../stores/record-table.ts';
import { putLoadRecord } from './record.ts';
import type { Ports } from '../ports.ts';

/**
 * Takes a load that died off the list of those a night waits for; for a drop that is gone, so that the load cannot be done again. What it
 * had written stays. The record stays too, as `forgotten`: it is the only trace of rows that may be missing.
 * @throws DaybreakError USAGE where no load of that drop is unfinished
 */
export async function forgetLoad(store: RecordTable, dictionary: string, drop: string): Promise<LoadRecord> {
  const key = resolve(drop);
  const record = (await store.getRecord(LOADS, key)) as LoadRecord | undefined;
  if (record?.state !== 'running') throw await nothingToForget(store, dictionary, key, record);
  const forgotten: LoadRecord = { ...record, state: 'forgotten' };
  await putLoadRecord(store, key, forgotten);
  return forgotten;
}

/** forgetLoad in the store of a dictionary. */
export async function forgetIn(ports: Ports, dictionary: string, drop: string): Promise<LoadRecord> {
  const { settings } = await ports.dictionaries.read(dictionary);
  return forgetLoad(await ports.openStore(dictionary, settings.time_zone), dictionary, drop);
}

async function nothingToForget(
  store: RecordTable,
  dictionary: string,
  key: string,
  record: LoadRecord | undefined,
): Promise<DaybreakError> {
  const records = await store.listRecords(LOADS);
  const unfinished = records.filter(({ value }) => (value as LoadRecord).state === 'running').map((entry) => entry.key);
  const why = { done: 'has ended well', forgotten: 'is forgotten already', running: '', none: 'is not known' };
  return new DaybreakError(
    'USAGE',
    `there is nothing to forget: the load of ${key} into ${dictionary} ${why[record?.state ?? 'none']}`,
    unfinished.length === 0 ? 'no load is unfinished' : `name one of the unfinished loads: ${unfinished.join(', ')}`,
  );
}
