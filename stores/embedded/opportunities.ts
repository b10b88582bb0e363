import { OPPORTUNITY } from '../../domain/dictionary.ts';
import { compareText } from '../../domain/event-version.ts';
import type { Instant } from '../../domain/instant.ts';
import { inForce } from '../../domain/rows.ts';
import type { SaltRange } from '../../domain/salt.ts';
import { behind, entityKey, opportunityKey, saltAt, saltTypeKey, textsAt } from '../row-key.ts';
import type { Kept } from './kept.ts';
import { scanAsOf, valueAsOf } from './past-values.ts';
import { hasAny, scan, scanSalts, scanType } from './scan.ts';
import type { Tables } from './tables.ts';
import { validity } from './validity.ts';

interface Found {
  readonly salt: number;
  readonly id: string;
}

/** Opportunities with a version or a link in force, each once, by salt, then id: two ordered scans merged. */
export function* opportunitiesAt(
  tables: Tables,
  range: SaltRange,
  midnight: Instant,
  asOf?: number,
): Generator<string> {
  const [versions, links] = [withVersion(tables, range, midnight, asOf), withLink(tables, range, midnight, asOf)];
  let [version, link] = [next(versions), next(links)];
  let last: string | undefined;
  while (version ?? link) {
    const found = !link || (version && order(version, link) <= 0) ? version : link;
    if (found && found.id !== last) yield found.id;
    last = found?.id;
    if (found === version) version = next(versions);
    else link = next(links);
  }
}

/** Whether any version, link or current event of an opportunity is stored. */
export function isKnown(tables: Tables, id: string, asOf?: number): boolean {
  const entity = entityKey(OPPORTUNITY, id);
  const links = opportunityKey(id);
  if (asOf === undefined)
    return hasAny(tables.versions, entity) || hasAny(tables.links, links) || hasAny(tables.cells, entity);
  if (wasAny(tables.keptVersions, entity, asOf) || wasAny(tables.keptLinks, links, asOf)) return true;
  return scanAsOf(tables.keptCells, entity, behind(entity), asOf).next().done === false;
}

/** Places of versions and links always hold something once they did, so that the current ones name them all. */
function wasAny<Value>(kept: Kept<Value>, prefix: Buffer, asOf: number): boolean {
  for (const { key, value } of scan(kept.current, prefix, behind(prefix)))
    if (valueAsOf(kept, key, value, asOf) !== undefined) return true;
  return false;
}

const INSTANT_BYTES = 8;

function* withVersion(
  tables: Tables,
  range: SaltRange,
  midnight: Instant,
  asOf: number | undefined,
): Generator<Found, void> {
  const idAt = saltTypeKey(0, OPPORTUNITY).length;
  for (const { key, value: current } of scanType(tables.versions, OPPORTUNITY, range)) {
    const value = valueAsOf(tables.keptVersions, key, current, asOf);
    if (value && inForce(validity(key, value[0]), midnight))
      yield { salt: saltAt(key), id: key.toString('utf8', idAt, key.length - INSTANT_BYTES - 1) };
  }
}

function* withLink(
  tables: Tables,
  range: SaltRange,
  midnight: Instant,
  asOf: number | undefined,
): Generator<Found, void> {
  for (const { key, value: current } of scanSalts(tables.links, range)) {
    const value = valueAsOf(tables.keptLinks, key, current, asOf);
    if (value && inForce(validity(key, value[0]), midnight)) yield { salt: saltAt(key), id: textsAt(key, 2, 1)[0] };
  }
}

const order = (a: Found, b: Found): number => a.salt - b.salt || compareText(a.id, b.id);

function next<T>(items: Generator<T, void>): T | undefined {
  const item = items.next();
  return item.done === true ? undefined : item.value;
}
