import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pushSceneBy } from '../../activities/push/push-scene.ts';
import type { LeadLine } from '../../domain/lead-line.ts';
import { receiptsTable, type PushReceipt } from '../../domain/push-receipt.ts';
import type { PushResult } from '../../domain/push-result.ts';
import { crmSettings, fakeClock, pushHome, quiet, type PushHome } from '../activities/push-home.ts';
import { seededRandom } from '../end-to-end/random.ts';
import { openedHttpCrm } from './http-opened.ts';
import { startHttpCrm, type HttpCrmServer } from './http-server.ts';
import { batchConnection, plainConnection, singleConnection } from './http-server-settings.ts';

const SCENE = 'claim';
const fields = { win_probability: { value: 'wins.score' }, why: { value: 'reasons' } };
const limits = { rows_a_call: 50 };
const settings = crmSettings(SCENE, { fields, breaker: { failed_share: 1 } }, limits);

let server: HttpCrmServer;
let home: PushHome;
beforeEach(async () => {
  server = await startHttpCrm();
  home = await pushHome();
});
afterEach(() => server.stop());

const idsOf = (rows: number): string[] => Array.from({ length: rows }, (_, at) => `O-${at}`);
const wanted = (night: number, at: number) => ({
  win_probability: ((at * 7 + night) % 1_000) / 1_000,
  why: `${night}: "${at}"`,
});
const POISON = 0.77777;
const poisoned = (at: number): boolean => at % 100 === 99;

async function push(connection: unknown, night: number, values: readonly LeadLine['values'][]): Promise<PushResult> {
  const run = { dictionary: 'shop', date: `2026-03-0${night}`, run: 1 };
  const lines = values.map((own, at): LeadLine => ({ id: `O-${at}`, values: own, changed: true }));
  const parts = await home.leads(run, SCENE, lines);
  const crm = openedHttpCrm(server, connection, { ...limits, timeout_seconds: 20 });
  return pushSceneBy(fakeClock(night), home.ports(settings, crm), { run, scene: SCENE, parts }, quiet);
}

/** Too many calls, errors, lost answers and slow ones, by chance; a restart; people who edit the last ten records. */
function storm(rows: number): void {
  const { faults, records } = server;
  const random = seededRandom(rows);
  server.meanwhile = (calls) => {
    const chance = random();
    faults.slowMs = chance > 0.97 ? 60 : 0;
    if (chance < 0.1) faults.throttle = { calls: 4, retryAfter: '3' };
    else if (chance < 0.12) faults.throttle = { calls: 2, retryAfter: new Date(Date.now() + 5_000).toUTCString() };
    else if (chance < 0.135) faults.fail = { calls: 1, status: 503 };
    else if (chance < 0.145) faults.dropBefore = 1;
    else if (chance < 0.22 && server.calls.at(-1)?.method === 'PATCH') faults.dropAfterStoring = 1;
    if (calls === 5) {
      const last = idsOf(rows).slice(-10);
      records.put(last.map((id) => ({ id, values: { win_probability: 0.0123 } })));
    }
    if (calls === 20) void server.down().then(() => server.up());
  };
}

describe.each([
  ['that answers for each row', 1_000, () => batchConnection(server)],
  [
    'that rejects whole calls',
    1_000,
    () => {
      server.faults.wholeBatch = true;
      return batchConnection(server);
    },
  ],
  ['that says nothing of rows', 1_000, () => plainConnection(server)],
  ['with an address for each record', 100, () => singleConnection(server)],
] as const)('a push to an HTTP CRM %s', (_, rows, connect) => {
  it('brings every healthy row in through a storm, none twice, and keeps what people wrote', async () => {
    const connection = connect();
    const ids = idsOf(rows);
    server.records.put(ids.map((id) => ({ id, values: { win_probability: null } })));
    const first = await push(
      connection,
      1,
      ids.map((_, at) => wanted(1, at)),
    );
    expect(first).toMatchObject({ changed: rows, delivered: rows, dead: 0, readBack: rows, differing: 0 });
    expect(ids.filter((id) => server.records.stored(id) !== 1)).toEqual([]);

    server.records.poison.add(POISON);
    server.calls.length = 0;
    storm(rows);
    const second = await push(
      connection,
      2,
      ids.map((_, at) => (poisoned(at) ? { ...wanted(2, at), win_probability: POISON } : wanted(2, at))),
    );
    const edited = (at: number): boolean => at >= rows - 10;
    const dead = ids.filter((_, at) => poisoned(at) && !edited(at)).length;
    expect(second).toMatchObject({ edited: 10, dead, delivered: rows - 10 - dead });
    expect(second.callsAgain).toBeGreaterThan(10);
    for (const [at, id] of ids.entries()) {
      const now = server.records.get(id);
      const receipt = (await home.store.getRecord(receiptsTable(SCENE), id)) as PushReceipt;
      if (edited(at)) {
        expect(now?.['win_probability']).toBe(0.0123);
        expect(receipt.state).toBe('edited');
      } else if (poisoned(at)) {
        expect(now).toMatchObject(wanted(1, at));
        expect(receipt).toMatchObject({ state: 'dead', reason: expect.stringContaining('win_probability') as string });
      } else {
        expect(now).toMatchObject(wanted(2, at));
        expect(receipt).toMatchObject({ state: 'delivered', values: wanted(2, at) });
        expect(server.records.stored(id)).toBe(2);
      }
    }
  }, 180_000);
});

it('finds out a CRM that says updated and stores nothing: no row is called delivered', async () => {
  const ids = idsOf(120);
  server.records.put(ids.map((id) => ({ id, values: { win_probability: null } })));
  server.faults.lies = true;
  for (const connection of [batchConnection(server), plainConnection(server)]) {
    const { delivered } = await push(
      connection,
      1,
      ids.map((_, at) => wanted(1, at)),
    );
    expect(delivered).toBe(0);
  }
  server.faults.lies = false;
  const { delivered } = await push(
    plainConnection(server),
    2,
    ids.map((_, at) => wanted(2, at)),
  );
  expect(delivered).toBe(120);
}, 120_000);

it('stops where the right to write is taken away midway, and goes on when it is back', async () => {
  const ids = idsOf(400);
  server.records.put(ids.map((id) => ({ id, values: { win_probability: null } })));
  const values = ids.map((_, at) => wanted(1, at));
  server.meanwhile = (calls) => {
    if (calls === 8) server.faults.readOnly = true;
  };
  await expect(push(batchConnection(server), 1, values)).rejects.toMatchObject({ code: 'CRM_REFUSED' });
  const written = ids.filter((id) => server.records.stored(id) > 0).length;
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(400);
  server.meanwhile = () => undefined;
  server.faults.readOnly = false;
  expect(await push(batchConnection(server), 1, values)).toMatchObject({ delivered: 400, dead: 0 });
  expect(ids.filter((id) => server.records.stored(id) !== 1)).toEqual([]);
}, 120_000);
