/**
 * Rates of the embedded store: `npx tsx bench/embedded-store.ts [EVENTS.csv.gz]`
 *
 * Puts events in batches of 4,000, each an own durable transaction: those of the file given, in its order, else 400,000 made ones of
 * 20,000 entities in the order of time (the worst order: hardly two events of a batch lie beside each other). Then puts them all again
 * (nothing changes), writes 1 million day cells of 60 bytes, reads them back twice by batches of 512 ids (the second time warm), and
 * walks the stale days and the accepted rows. Prints rows a second of wall clock and of this process's CPU, which differ where the machine has
 * other work or waits for its disk. It works in a temporary folder and removes it.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { calendarOf } from '../domain/calendar.ts';
import { parseInstant } from '../domain/instant.ts';
import type { EventRow } from '../domain/rows.ts';
import { SALTS } from '../domain/salt.ts';
import { openEmbeddedStore } from '../stores/embedded/store.ts';

const EVENTS_A_BATCH = 4_000;
const ENTITIES = 20_000;
const everySalt = { from: 0, to: SALTS };
const US_A_MINUTE = 60_000_000;
const LOADED = 1.7e15;

function madeEvents(count: number): EventRow[] {
  return Array.from({ length: count }, (_, i) => {
    const time = 1.6e15 + i * US_A_MINUTE;
    return {
      eventId: `e${i}`,
      type: 'user',
      id: `user-${(i * 40503) % ENTITIES}`,
      line: '01',
      feature: 'login',
      timeText: new Date(time / 1000).toISOString(),
      valueText: String(i % 97),
      attrsText: '{"res":"112"}',
      op: 'upsert',
      time,
      arrived: LOADED,
    };
  });
}

async function fileEvents(path: string): Promise<EventRow[]> {
  const rows = parse<Record<string, string>>(gunzipSync(await readFile(path)), { columns: true });
  return rows.map((cells) => {
    const cell = (name: string): string => cells[name] ?? '';
    return {
      eventId: cell('event_id'),
      type: cell('entity_type'),
      id: cell('entity_id'),
      line: cell('business_line'),
      feature: cell('feature'),
      timeText: cell('event_time'),
      valueText: cell('value'),
      attrsText: cell('attrs'),
      op: cell('op') === 'delete' ? 'delete' : 'upsert',
      time: parseInstant(cell('event_time')) ?? 0,
      arrived: parseInstant(cell('arrived_at')) ?? LOADED,
    };
  });
}

async function measure(what: string, work: () => Promise<number>): Promise<void> {
  const begin = performance.now();
  const cpuBegin = process.cpuUsage();
  const rows = await work();
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(cpuBegin);
  const rate = (s: number): string =>
    Math.round(rows / s)
      .toLocaleString('en')
      .padStart(12);
  process.stdout.write(
    `${what.padEnd(30)} ${rows.toLocaleString('en').padStart(10)} rows ${rate(seconds)}/s ${rate((user + system) / 1e6)}/CPU s\n`,
  );
}

async function count(items: AsyncIterable<unknown>): Promise<number> {
  const iterator = items[Symbol.asyncIterator]();
  let seen = 0;
  while ((await iterator.next()).done !== true) seen++;
  return seen;
}

const [file] = process.argv.slice(2);
const events = file === undefined ? madeEvents(400_000) : await fileEvents(file);
const folder = await mkdtemp(join(tmpdir(), 'daybreak-bench-'));
const store = await openEmbeddedStore({ folder, calendar: calendarOf('Europe/Amsterdam') });
const putAll = async (): Promise<number> => {
  for (let at = 0; at < events.length; at += EVENTS_A_BATCH)
    await store.putEvents(events.slice(at, at + EVENTS_A_BATCH));
  return events.length;
};
const ids = Array.from({ length: 5_120 }, (_, i) => `user-${i}`);
const cell = new Uint8Array(60);
const readAll = async (): Promise<number> => {
  let cells = 0;
  for (let at = 0; at < ids.length; at += 512)
    cells += (await store.readDays('mid', ids.slice(at, at + 512), 0, 999)).day.length;
  return cells;
};

await measure('put events', putAll);
await measure('put the same events again', putAll);
await measure('walk entities with stale days', () => count(store.staleDays(everySalt)));
await measure('write day cells', async () => {
  const revision = await store.revision();
  for (const id of ids) {
    await store.putDays(
      Array.from({ length: 200 }, (_, day) => ({ type: 'mid', id, day, cell })),
      revision,
    );
  }
  return ids.length * 200;
});
await measure('read day cells', readAll);
await measure('read day cells again', readAll);
await measure('accepted rows', async () => {
  await count(store.acceptedRows(everySalt, Number.MAX_SAFE_INTEGER));
  return events.length;
});
await store.close();
await rm(folder, { recursive: true });
