import { compareText } from '../domain/event-version.ts';
import { DaybreakError } from '../domain/errors.ts';
import type { Ports } from './ports.ts';

/**
 * Keeps a population list (one opportunity id a line; empty lines and repetitions count for nothing) as a blob named by its content, and
 * gives its path. @throws DaybreakError POPULATION_UNREADABLE for a list without ids
 */
export async function storePopulation(ports: Ports, dictionary: string, file: string, text: string): Promise<string> {
  const ids = [...new Set(text.replace(/^\uFEFF/, '').split(/\r?\n/))].filter((id) => id !== '').sort(compareText);
  if (ids.length === 0) {
    throw new DaybreakError('POPULATION_UNREADABLE', `${file} has no ids`, 'write one opportunity id a line');
  }
  const content = ids.map((id) => `${id}\n`).join('');
  const path = `${dictionary}/populations/${ports.sha256(content)}.ids`;
  if (!(await ports.blobs.exists(path))) await ports.blobs.write(path, new TextEncoder().encode(content));
  return path;
}
