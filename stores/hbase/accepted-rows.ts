import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { Instant } from '../../domain/instant.ts';
import type { SaltRange } from '../../domain/salt.ts';
import type { SeenSince } from '../../domain/seen-events.ts';
import { eventLine, knownLine, linkLine, versionLine } from '../accepted-line.ts';
import { saltAt } from '../row-key.ts';
import { scanEvents } from './entity-events.ts';
import type { Tables } from './tables.ts';
import { scanZippers } from './zipper-scan.ts';

const BYTES_A_CHUNK = 64 * 1024;

/** As `ZipperTable.acceptedRows`: the same bytes as every other store gives. The links of one salt are held back until its versions are out. */
export async function* acceptedRows(
  tables: Tables,
  range: SaltRange,
  midnight: Instant,
  since?: SeenSince,
  asOf?: number,
): AsyncGenerator<Uint8Array> {
  let chunk = '';
  const lines = [eventLines(tables, range, midnight, since, asOf), zipperLines(tables, range, midnight, asOf)];
  for await (const text of bySalt(lines)) {
    chunk += text;
    if (chunk.length < BYTES_A_CHUNK) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}

interface Lines {
  readonly salt: number;
  readonly text: string;
}

async function* eventLines(
  tables: Tables,
  range: SaltRange,
  midnight: Instant,
  since: SeenSince | undefined,
  asOf: number | undefined,
): AsyncGenerator<Lines> {
  for await (const { type, id, key, events } of scanEvents(tables, range, midnight, asOf)) {
    const before = events.filter(({ time }) => time < midnight);
    let text = since && type === OPPORTUNITY && before.length > 0 ? knownLine(id) : '';
    for (const event of before) if (!since || event.time >= since(type, event.feature)) text += eventLine(event);
    yield { salt: saltAt(key), text };
  }
}

async function* zipperLines(
  tables: Tables,
  range: SaltRange,
  midnight: Instant,
  asOf: number | undefined,
): AsyncGenerator<Lines> {
  let held: Lines = { salt: 0, text: '' };
  for await (const { type, id, key, versions, links } of scanZippers(tables, range, midnight, { asOf })) {
    const salt = saltAt(key);
    if (salt !== held.salt) {
      yield held;
      held = { salt, text: '' };
    }
    let text = '';
    for (const { validFrom, value } of versions)
      if (validFrom < midnight) text += versionLine(type, id, validFrom, value[0], value[1]);
    yield { salt, text };
    for (const link of links)
      if (link.validFrom < midnight)
        held = { salt, text: held.text + linkLine(id, link.type, link.id, link.validFrom, link.value[0]) };
  }
  yield held;
}

/** Lines of several streams, each ascending by salt: by salt, within a salt stream after stream. */
async function* bySalt(streams: readonly AsyncGenerator<Lines>[]): AsyncGenerator<string> {
  try {
    const heads = await Promise.all(streams.map(async (lines) => ({ lines, head: await lines.next() })));
    for (;;) {
      const salt = Math.min(...heads.map(({ head }) => (head.done === true ? Infinity : head.value.salt)));
      if (salt === Infinity) return;
      for (const stream of heads) {
        while (stream.head.done !== true && stream.head.value.salt === salt) {
          yield stream.head.value.text;
          stream.head = await stream.lines.next();
        }
      }
    }
  } finally {
    // also those that had begun when another could not: a scan that nobody ends goes on renewing its lease
    await Promise.all(streams.map((lines) => lines.return(undefined)));
  }
}
