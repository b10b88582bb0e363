import { resolve } from 'node:path';
import { LOADS, type LoadRecord } from '../../domain/load-report.ts';
import type { Ports } from '../ports.ts';

/** Whether a drop's load has ended well; a drop that changed since must be loaded again by hand. */
export async function loadedBefore(ports: Ports, dictionary: string, timeZone: string, drop: string): Promise<boolean> {
  const store = await ports.openStore(dictionary, timeZone);
  const record = (await store.getRecord(LOADS, resolve(drop))) as LoadRecord | undefined;
  return record?.state === 'done';
}
