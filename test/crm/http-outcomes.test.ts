import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Crm } from '../../crm/crm.ts';
import { openedHttpCrm } from './http-opened.ts';
import { startHttpCrm, type HttpCrmServer } from './http-server.ts';
import { batchConnection, plainConnection, singleConnection } from './http-server-settings.ts';

let server: HttpCrmServer;
beforeEach(async () => {
  server = await startHttpCrm();
  server.records.put(['a', 'b', 'c'].map((id) => ({ id, values: { win_probability: 0.25 } })));
});
afterEach(() => server.stop());

const rows = ['a', 'b', 'c'].map((id) => ({ id, values: { win_probability: 0.5 } }));
const written = { state: 'written' };
const open = (connection: unknown): Crm => openedHttpCrm(server, connection);
const withOutcomes = (outcomes: unknown) => {
  const connection = batchConnection(server);
  return { ...connection, write: { ...connection.write, outcomes } };
};

describe('a CRM that says that all was updated and stores nothing', () => {
  beforeEach(() => {
    server.faults.lies = true;
  });

  it('is found out by reading, and every row is refused with what stands there', async () => {
    const reason = 'the CRM took the call, and win_probability is 0.25 and not 0.5';
    const outcomes = await open(plainConnection(server)).write(rows);
    expect(outcomes).toEqual(rows.map(() => ({ state: 'refused', reason, again: false })));
  });

  it('is found out where each record has an address', async () => {
    expect(await open(singleConnection(server)).write(rows.slice(0, 1))).toMatchObject([{ state: 'refused' }]);
  });

  it('is believed where the settings say so', async () => {
    const connection = plainConnection(server);
    const trusting = { ...connection, write: { ...connection.write, outcomes: 'trusted' } };
    expect(await open(trusting).write(rows)).toEqual([written, written, written]);
    expect(server.calls.map(({ method }) => method)).toEqual(['PATCH']);
  });
});

it('reads as many calls as it takes to know the outcome of the rows of one', async () => {
  const connection = plainConnection(server);
  const crm = open({ ...connection, read: { ...connection.read, rows: 2 } });
  server.records.poison.add(0.75);
  expect(await crm.write([...rows.slice(0, 2), { id: 'c', values: { win_probability: 0.75 } }])).toEqual([
    written,
    written,
    { state: 'refused', reason: 'the CRM took the call, and win_probability is 0.25 and not 0.75', again: false },
  ]);
  expect(server.calls.map(({ method, rows: count }) => `${method} ${count}`)).toEqual(['PATCH 3', 'GET 2', 'GET 1']);
});

it('may have written what it could not read again: nobody knows', async () => {
  const crm = open(plainConnection(server));
  for (const [trouble, expected] of [
    [{ throttle: { calls: 1, retryAfter: '4' } }, { trouble: 'transient', retryAfterMs: 4_000 }],
    [{ fail: { calls: 1, status: 503 } }, { trouble: 'transient' }],
    [{ fail: { calls: 1, status: 400 } }, { trouble: 'transient' }],
    [{ loggedOut: true }, { trouble: 'permanent' }],
  ] as const) {
    const from = server.calls.length;
    server.meanwhile = (calls) => {
      if (calls === from + 2) Object.assign(server.faults, trouble);
    };
    await expect(crm.write(rows)).rejects.toMatchObject(expected);
    expect(server.calls.slice(from).map(({ method }) => method)).toEqual(['PATCH', 'GET']);
  }
  expect(server.records.stored('a')).toBe(4);
});

describe('a CRM that answers for each row', () => {
  it('may be asked again for a row that somebody has open', async () => {
    server.records.locked.add('b');
    expect(await open(batchConnection(server)).write(rows)).toEqual([
      written,
      { state: 'refused', reason: 'somebody has it open', again: true },
      written,
    ]);
    const [only] = rows.slice(1);
    expect(await open(singleConnection(server)).write(only ? [only] : [])).toEqual([
      { state: 'refused', reason: expect.stringMatching(/423: somebody has it open$/) as string, again: true },
    ]);
  });

  it('has not written a row of which it says nothing', async () => {
    server.faults.silentRows = 1;
    const silent = { state: 'refused', reason: 'the CRM said nothing of this row', again: true };
    expect(await open(batchConnection(server)).write(rows)).toEqual([written, written, silent]);
  });

  it('may answer in the order of the rows', async () => {
    const byOrder = { results: 'results', status: 'status', written: ['updated'], reason: 'message' };
    server.records.poison.add(0.75);
    const mixed = rows.map((row) => (row.id === 'b' ? { ...row, values: { win_probability: 0.75 } } : row));
    const refused = { state: 'refused', reason: 'win_probability does not take 0.75', again: false };
    expect(await open(withOutcomes(byOrder)).write(mixed)).toEqual([written, refused, written]);
    server.faults.silentRows = 1;
    await expect(open(withOutcomes(byOrder)).write(rows)).rejects.toMatchObject({
      trouble: 'transient',
      message: expect.stringContaining('2 results for 3 rows') as string,
    });
  });

  it('is not understood where its answer has no list', async () => {
    const elsewhere = { results: 'rows', status: 'status', written: ['updated'] };
    await expect(open(withOutcomes(elsewhere)).write(rows)).rejects.toMatchObject({ trouble: 'transient' });
    const wordless = { results: 'results', id: 'external_id', status: 'state', written: [true, 'ok'] };
    expect(await open(withOutcomes(wordless)).write(rows.slice(0, 1))).toEqual([
      { state: 'refused', reason: '{"external_id":"a","status":"updated"}', again: false },
    ]);
  });
});

it('sends no version of a row that was not read, and the one that was seen of a row that was', async () => {
  const crm = open(batchConnection(server));
  const [seen] = await crm.read(['a'], ['win_probability']);
  server.records.put([{ id: 'a', values: { why: 'edited' } }]);
  const [row] = rows;
  expect(await crm.write(row && seen ? [{ ...row, seen }] : [])).toEqual([{ state: 'conflict' }]);
  expect(await crm.write(row ? [row] : [])).toEqual([written]);
});
