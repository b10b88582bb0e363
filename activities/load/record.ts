import { DaybreakError } from '../../domain/errors.ts';
import { LOADS, type LoadRecord } from '../../domain/load-report.ts';
import type { RecordTable } from '../../stores/record-table.ts';

export const putLoadRecord = (store: RecordTable, key: string, record: LoadRecord): Promise<void> =>
  store.putRecord(LOADS, key, record);

/**
 * A load that died has written some of its rows and not others, so no night may be computed from them.
 * @throws DaybreakError LOAD_UNFINISHED
 */
export async function refuseUnfinishedLoads(store: RecordTable, dictionary: string): Promise<void> {
  const records = (await store.listRecords(LOADS)).map(({ value }) => value as LoadRecord);
  const running = records.filter(({ state }) => state === 'running');
  const [first] = running;
  if (!first) return;
  const others = running.length > 1 ? ` (and ${running.length - 1} more)` : '';
  throw new DaybreakError(
    'LOAD_UNFINISHED',
    `the load of ${first.drop}${others} into ${dictionary} began at ${first.startedAt} and has not ended`,
    `wait for it, or run \`npx daybreak load ${dictionary} ${first.drop}\` again if it is no longer running (with --forget if its drop is gone for good)`,
  );
}
