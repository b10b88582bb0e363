import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { Instant } from '../../domain/instant.ts';
import type { SaltRange } from '../../domain/salt.ts';
import type { SeenSince } from '../../domain/seen-events.ts';
import { eventLine, knownLine, linkLine, versionLine } from '../accepted-line.ts';
import { afterEntity, instantAt, lastInstant, saltAt, saltKey, textsAt } from '../row-key.ts';
import { scanAsOf, valueAsOf } from './past-values.ts';
import { scanSalts } from './scan.ts';
import type { Tables } from './tables.ts';

const BYTES_A_CHUNK = 64 * 1024;

/**
 * The rows that a night at `midnight` can see, a JSON array and a newline each: salt by salt the events by entity, time and event id, the
 * versions by entity and valid from, the links by opportunity, linked entity and valid from. As the salt comes first, the bytes of two
 * neighbouring ranges one after the other are the bytes of the range that covers both: a hash does not depend on how the salts are cut.
 * With `since`, the events of an opportunity begin with a line that it is known, the older ones are left out.
 */
export function* acceptedRows(
  tables: Tables,
  range: SaltRange,
  midnight: Instant,
  since?: SeenSince,
  asOf?: number,
): Generator<Uint8Array> {
  let chunk = '';
  for (const line of bySalt([
    events(tables, range, midnight, since, asOf),
    versions(tables, range, midnight, asOf),
    links(tables, range, midnight, asOf),
  ])) {
    chunk += line;
    if (chunk.length < BYTES_A_CHUNK) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}

interface Line {
  readonly salt: number;
  readonly text: string;
}

function* events(
  tables: Tables,
  range: SaltRange,
  midnight: Instant,
  since: SeenSince | undefined,
  asOf: number | undefined,
): Generator<Line> {
  let known: string | undefined;
  const cells =
    asOf === undefined
      ? scanSalts(tables.cells, range)
      : scanAsOf(tables.keptCells, saltKey(range.from), saltKey(range.to), asOf);
  for (const { key, value } of cells) {
    const at = afterEntity(key);
    const time = instantAt(key, at);
    if (time >= midnight) continue;
    const [line, feature, timeText, valueText, attrsText] = value;
    const [type, id] = textsAt(key, 2, 2);
    if (since) {
      if (type === OPPORTUNITY && id !== known) yield { salt: saltAt(key), text: knownLine((known = id)) };
      if (time < since(type, feature)) continue;
    }
    const eventId = key.toString('utf8', at + 8);
    const text = eventLine({ type, id, eventId, line, feature, timeText, valueText, attrsText });
    yield { salt: saltAt(key), text };
  }
}

function* versions(tables: Tables, range: SaltRange, midnight: Instant, asOf: number | undefined): Generator<Line> {
  for (const { key, value: current } of scanSalts(tables.versions, range)) {
    const from = lastInstant(key);
    const value = from < midnight ? valueAsOf(tables.keptVersions, key, current, asOf) : undefined;
    if (!value) continue;
    const [type, id] = textsAt(key, 2, 2);
    yield { salt: saltAt(key), text: versionLine(type, id, from, value[0], value[1]) };
  }
}

function* links(tables: Tables, range: SaltRange, midnight: Instant, asOf: number | undefined): Generator<Line> {
  for (const { key, value: current } of scanSalts(tables.links, range)) {
    const from = lastInstant(key);
    const value = from < midnight ? valueAsOf(tables.keptLinks, key, current, asOf) : undefined;
    if (!value) continue;
    const [opportunityId, type, id] = textsAt(key, 2, 3);
    yield { salt: saltAt(key), text: linkLine(opportunityId, type, id, from, value[0]) };
  }
}

/** Lines of several streams, each ascending by salt: by salt, within a salt stream after stream. */
function* bySalt(streams: readonly Generator<Line>[]): Generator<string> {
  const heads = streams.map((lines) => ({ lines, head: lines.next() }));
  for (;;) {
    const salt = Math.min(...heads.map(({ head }) => (head.done === true ? Infinity : head.value.salt)));
    if (salt === Infinity) return;
    for (const stream of heads) {
      while (stream.head.done !== true && stream.head.value.salt === salt) {
        yield stream.head.value.text;
        stream.head = stream.lines.next();
      }
    }
  }
}
