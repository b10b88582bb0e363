import { join } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { DaybreakError } from '../domain/errors.ts';
import { storeAddresses, type StoreAddresses } from '../domain/store-addresses.ts';
import { readFileIfThere } from './state-folder.ts';

/** In the home: where an existing cluster is. */
export const STORES_FILE = 'stores.yaml';

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * The cluster that a home points at; null when it points at none.
 * @throws SETTINGS_INVALID that names the entry
 */
export function readStoresFile(home: string): StoreAddresses | null {
  const path = join(home, STORES_FILE);
  const text = readFileIfThere(path);
  if (text === undefined) return null;
  const document = parseYaml(text);
  const stores = storeAddresses.safeParse(document);
  if (stores.success) return stores.data;
  const reason = document instanceof Error ? (document.message.split('\n')[0] ?? '') : firstFault(stores.error);
  throw new DaybreakError(
    'SETTINGS_INVALID',
    `${path} does not say where the cluster is: ${reason}`,
    'mend it after the example in docs/cluster.md',
  );
}

const firstFault = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, 1)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('');
