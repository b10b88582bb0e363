import { DaybreakError } from '../domain/errors.ts';
import type { StoreAddresses } from '../domain/store-addresses.ts';
import { stackChoice } from './stack-choice.ts';
import { isAlive, readStackRecord } from './stack-record.ts';
import { stateFolder } from './state-folder.ts';

/**
 * Where the rows and files of a home are, for a command that starts no stack; null when they are embedded in it.
 * @throws STORE_UNREACHABLE when they are in a local HBase and HDFS that are not up; SETTINGS_INVALID for a wrong stores.yaml
 */
export function homeStores(home: string): StoreAddresses | null {
  const state = stateFolder(home);
  const { stack, cluster } = stackChoice(home, state);
  if (stack === 'embedded' || cluster !== null) return cluster;
  const record = readStackRecord(state);
  if (record && isAlive(record) && record.stores !== null) return record.stores;
  throw new DaybreakError(
    'STORE_UNREACHABLE',
    `the rows and files of ${home} are in its own HBase and HDFS, which are not up`,
    'bring them up with `npx daybreak up` and run the same command again',
  );
}
