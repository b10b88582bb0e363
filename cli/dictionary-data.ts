import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DaybreakError } from '../domain/errors.ts';
import { unseenWarnings } from '../domain/seen-data.ts';
import { homeStores } from '../infra/home-stores.ts';
import { stateFolder } from '../infra/state-folder.ts';
import { seenData } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';

/**
 * What a sound dictionary asks for and the rows in the home do not have, a sentence each. Nothing where no drop was loaded yet, and for rows in a
 * cluster: to look at a folder must not mean to wait for servers.
 */
export async function dataWarnings(context: Pick<CliContext, 'home' | 'ports'>, name: string): Promise<string[]> {
  const ports = context.ports();
  if (homeStores(context.home) !== null) return [];
  if (!existsSync(join(stateFolder(context.home).root, 'stores', name))) return [];
  const { dictionary, settings } = await ports.dictionaries.read(name);
  try {
    const store = await ports.openStore(name, settings.time_zone);
    return unseenWarnings(
      `dictionaries/${name}/dictionary.csv`,
      dictionary,
      await seenData(store, dictionary, ports.now()),
    );
  } catch (error) {
    if (!(error instanceof DaybreakError)) throw error;
    return [`the rows that were loaded could not be looked at: ${error.code}: ${error.message}`];
  }
}
