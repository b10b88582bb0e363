import { OPPORTUNITY } from '../../domain/dictionary.ts';
import { compareText } from '../../domain/event-version.ts';
import type { Instant } from '../../domain/instant.ts';
import { inForce } from '../../domain/rows.ts';
import type { SaltRange } from '../../domain/salt.ts';
import { entityKey, opportunityKey, saltAt, textsAt } from '../row-key.ts';
import { hasAny, scanSalts, scanType } from './scan.ts';
import type { Tables } from './tables.ts';
import { validity } from './validity.ts';

interface Found {
  readonly salt: number;
  readonly id: string;
}

/** Opportunities with a version or a link in force, each once, by salt, then id: two ordered scans merged. */
export function* opportunitiesAt(tables: Tables, range: SaltRange, midnight: Instant): Generator<string> {
  const [versions, links] = [withVersion(tables, range, midnight), withLink(tables, range, midnight)];
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
export function isKnown(tables: Tables, id: string): boolean {
  const entity = entityKey(OPPORTUNITY, id);
  return hasAny(tables.versions, entity) || hasAny(tables.links, opportunityKey(id)) || hasAny(tables.cells, entity);
}

function* withVersion(tables: Tables, range: SaltRange, midnight: Instant): Generator<Found, void> {
  for (const { key, value } of scanType(tables.versions, OPPORTUNITY, range)) {
    if (inForce(validity(key, value[0]), midnight)) yield { salt: saltAt(key), id: textsAt(key, 2, 2)[1] };
  }
}

function* withLink(tables: Tables, range: SaltRange, midnight: Instant): Generator<Found, void> {
  for (const { key, value } of scanSalts(tables.links, range)) {
    if (inForce(validity(key, value[0]), midnight)) yield { salt: saltAt(key), id: textsAt(key, 2, 1)[0] };
  }
}

const order = (a: Found, b: Found): number => a.salt - b.salt || compareText(a.id, b.id);

function next<T>(items: Generator<T, void>): T | undefined {
  const item = items.next();
  return item.done === true ? undefined : item.value;
}
