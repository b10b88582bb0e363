import { resolve } from 'node:path';
import { compareText } from '../domain/event-version.ts';
import { DaybreakError } from '../domain/errors.ts';
import type { PopulationAside } from '../domain/night.ts';
import { keyFault } from '../sources/cell-faults.ts';
import { setAsideFolder, setAsideLine, writeSetAside } from './load/set-aside.ts';
import type { Ports } from './ports.ts';

/** A population list that is kept. */
export interface StoredPopulation {
  /** Its blob. */
  readonly path: string;
  /** The lines that can be no id of any store, with where all of them are listed; undefined where there are none. */
  readonly aside: (PopulationAside & { readonly list: string }) | undefined;
}

interface BadLine {
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

const EXAMPLES = 3;

/**
 * Keeps a population list (one opportunity id a line; empty lines and repetitions count for nothing) as a blob named by its content. A line
 * that a load would not take for an id is set aside like a row of a drop: the others go on without it.
 * @throws DaybreakError POPULATION_UNREADABLE for a list without ids
 */
export async function storePopulation(
  ports: Ports,
  dictionary: string,
  file: string,
  text: string,
): Promise<StoredPopulation> {
  const { ids, bad } = idsOf(text);
  const examples = bad.slice(0, EXAMPLES).map(({ line, reason }) => `${file} line ${line} (${reason})`);
  if (ids.length === 0) {
    const [first] = examples;
    const what = first === undefined ? `${file} has no ids` : `${file} has no ids that can be used: ${first}`;
    throw new DaybreakError('POPULATION_UNREADABLE', what, 'write one opportunity id a line, as UTF-8 text');
  }
  const content = ids.map((id) => `${id}\n`).join('');
  const path = `${dictionary}/populations/${ports.sha256(content)}.ids`;
  if (!(await ports.blobs.exists(path))) await ports.blobs.write(path, new TextEncoder().encode(content));
  const list = await writeSetAside(ports.blobs, setAsideFolder(dictionary, resolve(file)), listed(file, bad));
  return { path, aside: list === undefined ? undefined : { count: bad.length, examples, list } };
}

/** The ids, each once, by code point. */
function idsOf(text: string): { readonly ids: string[]; readonly bad: readonly BadLine[] } {
  const bad: BadLine[] = [];
  const ids = new Set<string>();
  for (const [i, id] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const reason = keyFault('the id', id);
    if (reason !== undefined) bad.push({ line: i + 1, text: id, reason });
    else if (id !== '') ids.add(id);
  }
  return { ids: [...ids].sort(compareText), bad };
}

function* listed(file: string, bad: readonly BadLine[]): Generator<string> {
  for (const { line, text, reason } of bad) yield setAsideLine(file, { line, cells: [text] }, reason);
}
