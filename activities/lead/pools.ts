import { attribute, parseAttributes } from '../../domain/attributes.ts';
import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { PoolBy } from '../../domain/lead-fields.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import type { Ports } from '../ports.ts';

/** For each opportunity the names of the pools that it is in; none where it has no such link or attribute. */
export type PoolsOf = (ids: readonly string[]) => Promise<readonly (readonly string[])[]>;

const IDS_A_READ = 512;

/** Pools as the store stood when the night was made: whatever has come since, the same ranks come out. */
export async function poolsOf(ports: Ports, snapshot: NightSnapshot, by: PoolBy | undefined): Promise<PoolsOf> {
  if (by === undefined) return (ids) => Promise.resolve(ids.map(() => ['']));
  const { dictionary, timeZone, request, replay, revision } = snapshot;
  const store = await ports.openStore(dictionary.name, timeZone);
  const midnight = ports.calendar(timeZone).midnight(dayOfDate(request.date));
  const asOf = (type: string): number | undefined => replay?.typesAsOf?.[type] ?? replay?.asOf ?? revision;
  const read = async (ids: readonly string[]): Promise<string[][]> => {
    if ('linked' in by) {
      const links = await store.linksAt(ids, midnight, asOf(by.linked));
      return links.map((own) => own.filter(({ type }) => type === by.linked).map(({ id }) => id));
    }
    const versions = await store.attributesAt(OPPORTUNITY, ids, midnight, asOf(OPPORTUNITY));
    return versions.map((text) => wordsOf(attribute(parseAttributes(text ?? '') ?? {}, by.attribute)));
  };
  return async (ids) => {
    const pools: string[][] = [];
    for (let from = 0; from < ids.length; from += IDS_A_READ)
      pools.push(...(await read(ids.slice(from, from + IDS_A_READ))));
    return pools;
  };
}

/** A blank attribute names no pool. */
function wordsOf(value: unknown): string[] {
  if (value === undefined || value === null || value === '') return [];
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}
