import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CrmError, type Crm, type CrmWrite } from '../../../crm/crm.ts';
import { openHubspotCrm } from '../../../crm/hubspot/crm.ts';
import type { RestAnswer } from '../rest-server.ts';
import { fields, optionsFor, type Settings } from './fixture.ts';
import { hubspotFailure, startHubspot, type HubspotServer } from './server.ts';

const UPDATE = /^POST .*\/deals\/batch\/update$/;
const written = { state: 'written' };

describe('what HubSpot refuses', () => {
  let server: HubspotServer;
  beforeAll(async () => {
    server = await startHubspot();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    server.badRows = 'traced';
    server.requests.length = 0;
  });

  const open = (settings?: Settings): Crm => openHubspotCrm(optionsFor(server, settings));
  const rows = (count: number): CrmWrite[] =>
    Array.from({ length: count }, (_, at) => {
      server.account.put(`id-${at}`, { daybreak_score: '0.1' });
      return { id: `id-${at}`, values: { daybreak_score: 0.5 } };
    });
  const bad = (id: string): CrmWrite => ({ id, values: { daybreak_score: 'high' } });
  const scoreOf = (id: string): string | undefined => server.account.find('daybreak_id', id)?.properties.daybreak_score;
  const failure = async (work: Promise<unknown>): Promise<CrmError> => {
    const thrown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(CrmError);
    return thrown as CrmError;
  };
  const limit = (policyName: string, headers: Readonly<Record<string, string>> = {}): RestAnswer => ({
    ...hubspotFailure(429, 'RATE_LIMITS', `You have reached your ${policyName} limit.`, { policyName }),
    headers,
  });

  const calls: [string, RestAnswer, Partial<CrmError>][] = [
    ['the limit of a second', limit('SECONDLY'), { trouble: 'throttled', retryAfterMs: 1_000 }],
    ['the limit of ten seconds', limit('TEN_SECONDLY_ROLLING'), { trouble: 'throttled', retryAfterMs: 10_000 }],
    [
      'a limit with its interval',
      limit('TEN_SECONDLY_ROLLING', { 'x-hubspot-ratelimit-interval-milliseconds': '4000' }),
      { trouble: 'throttled', retryAfterMs: 4_000 },
    ],
    [
      'the limit of a day',
      limit('DAILY', { 'x-hubspot-ratelimit-interval-milliseconds': '10000' }),
      { trouble: 'throttled', retryAfterMs: 900_000 },
    ],
    ['a limit that says when', limit('DAILY', { 'retry-after': '3' }), { trouble: 'throttled', retryAfterMs: 3_000 }],
    ['a limit without a word', { status: 429 }, { trouble: 'throttled', retryAfterMs: undefined }],
    ['a lock', hubspotFailure(423, 'LOCKED', 'locked'), { trouble: 'throttled', retryAfterMs: 2_000 }],
    ['a move', { status: 477, headers: { 'retry-after': '60' } }, { trouble: 'throttled', retryAfterMs: 60_000 }],
    ['a fault', hubspotFailure(500, 'INTERNAL_ERROR', 'internal error'), { trouble: 'transient' }],
    ['the page of a proxy', { status: 502, body: '<html>' }, { trouble: 'transient' }],
    ['a time that ran out', { status: 524 }, { trouble: 'transient' }],
    ['a page instead of an answer', { status: 200, body: '<html>' }, { trouble: 'transient' }],
    ['an answer without results', { status: 200, body: { status: 'COMPLETE' } }, { trouble: 'transient' }],
    ['no scope', hubspotFailure(403, 'MISSING_SCOPES', 'not granted'), { trouble: 'permanent' }],
    [
      'no object',
      hubspotFailure(400, 'VALIDATION_ERROR', 'Unable to infer object type from: x'),
      { trouble: 'permanent' },
    ],
    ['another address', { status: 301, headers: { location: 'https://elsewhere.example' } }, { trouble: 'permanent' }],
    ['a conflict', hubspotFailure(409, 'CONFLICT', 'another has this value'), { trouble: 'batch' }],
    ['too long a call', { status: 413 }, { trouble: 'batch' }],
  ];
  it.each(calls)('sorts a call that meets %s', async (_, answer, expected) => {
    server.interrupt(UPDATE, answer);
    const error = await failure(open().write(rows(3)));
    expect(error).toMatchObject(expected);
    expect(error.message).toMatch(/HubSpot/);
  });

  it('tells the bad rows from the others by the trace they were sent with', async () => {
    const five = rows(5);
    five[1] = bad('id-1');
    five[3] = bad('id-3');
    const reason = expect.stringContaining('VALIDATION_ERROR: Property values were not valid') as string;
    const refused = { state: 'refused', reason, again: false };
    expect(await open().write(five)).toEqual([written, refused, written, refused, written]);
    expect(five.map((row) => scoreOf(row.id))).toEqual(['0.5', '0.1', '0.5', '0.1', '0.5']);
  });

  it('guesses nothing where an error names no row', async () => {
    server.badRows = 'nameless';
    const five = rows(5);
    five[1] = bad('id-1');
    const alone = await open().write(five);
    expect(alone[1]).toMatchObject({ state: 'refused', again: false });
    five[3] = bad('id-3');
    const two = await open().write(five);
    const reason = expect.stringContaining('this row or another of its batch') as string;
    const unsure = { state: 'refused', reason, again: true };
    expect(two).toEqual([written, unsure, written, unsure, written]);
  });

  it('has a batch that was rejected whole made smaller, down to the row', async () => {
    server.badRows = 'whole batch';
    const [good] = rows(2);
    expect(await failure(open().write([good!, bad('id-1')]))).toMatchObject({ trouble: 'batch' });
    expect(scoreOf('id-0')).toBe('0.1');
    expect(await open().write([bad('id-1')])).toMatchObject([{ state: 'refused', again: false }]);
  });

  it('calls no row written that the answer does not name', async () => {
    server.interrupt(UPDATE, { status: 200, body: { status: 'CANCELED', results: [] } });
    const untold = { state: 'refused', reason: 'HubSpot says nothing of this row', again: true };
    expect(await open().write(rows(2))).toEqual([untold, untold]);
  });

  it('takes a result for the row of its record, or of its trace where records were merged', async () => {
    const three = rows(3);
    const [first, second] = three.map((row) => server.account.find('daybreak_id', row.id)!);
    const results = [
      { id: first!.id, properties: {} },
      { id: 'the-merged-one', properties: {}, objectWriteTraceId: 'row-1' },
      { id: second!.id + '-not', properties: {}, objectWriteTraceId: 'of-another-call' },
    ];
    server.interrupt(UPDATE, { status: 200, body: { status: 'COMPLETE', results } });
    expect(await open().write(three)).toMatchObject([written, written, { state: 'refused', again: true }]);
  });

  it('looks again at a record that was deleted since it was read, and refuses one that goes at that moment', async () => {
    const crm = open();
    const [row] = rows(1);
    const [seen] = await crm.read(['id-0'], ['daybreak_score']);
    const record = { ...server.account.find('daybreak_id', 'id-0')! };
    // the account finds it by its property, and not by its id any more
    server.account.byRecordId.delete(record.id);
    const reason = expect.stringContaining('OBJECT_NOT_FOUND') as string;
    expect(await crm.write([{ ...row!, ...(seen && { seen }) }])).toEqual([{ state: 'refused', reason, again: false }]);
    server.interrupt(/batch\/read$/, { status: 200, body: { status: 'COMPLETE', results: [] } });
    expect(await crm.write([{ ...row!, ...(seen && { seen }) }])).toEqual([{ state: 'conflict' }]);
  });

  it('may have had its effect when the answer is lost', async () => {
    const two = rows(2);
    server.interrupt(UPDATE, 'drop after');
    expect(await failure(open().write(two))).toMatchObject({ trouble: 'transient' });
    expect(scoreOf('id-1')).toBe('0.5');
  });

  it('stops for a property that is gone or may not be edited', async () => {
    rows(1);
    for (const name of ['nothing', 'daybreak_sum']) {
      const error = await failure(open().write([{ id: 'id-0', values: { [name]: 1 } }]));
      expect(error).toMatchObject({ trouble: 'permanent', message: expect.stringContaining(name) as string });
    }
  });

  it('finds every fault of a property before it is written', async () => {
    const faults = await open().preflight([
      { name: 'daybreak_sum', type: 'number', digits: 2 },
      { name: 'daybreak_rich', type: 'text' },
      { name: 'hs_object_id', type: 'number' },
      ...Object.values(fields),
    ]);
    expect(faults).toEqual([
      { field: 'daybreak_sum', reason: 'daybreak_sum is computed by HubSpot' },
      { field: 'daybreak_rich', reason: 'daybreak_rich is a rich text, which does not keep a text as it is' },
      { field: 'hs_object_id', reason: 'hs_object_id may not be edited' },
    ]);
    expect(await open({ connection: { id_property: 'dealname' } }).preflight([])).toEqual([
      { field: 'dealname', reason: 'dealname does not have unique values' },
    ]);
    const before = [...server.account.byRecordId.values()].map((record) => record.updatedAt);
    for (const scope of ['crm.objects.deals.read', 'crm.objects.deals.write', 'crm.schemas.deals.read']) {
      server.scopes.delete(scope);
      const reason = expect.stringContaining('MISSING_SCOPES') as string;
      expect(await open().preflight([])).toEqual([{ field: undefined, reason }]);
      server.scopes.add(scope);
    }
    expect([...server.account.byRecordId.values()].map((record) => record.updatedAt)).toEqual(before);
  });

  it('reads dates of either kind, and keeps a text that is no number', async () => {
    const properties = { daybreak_id: 'old', daybreak_date: '1772323200000', daybreak_score: 'n/a' };
    const result = { id: '1', properties, updatedAt: '2026-03-01T00:00:00Z' };
    server.interrupt(/batch\/read$/, { status: 200, body: { status: 'COMPLETE', results: [result] } });
    const [record] = await open().read(['old'], ['daybreak_date', 'daybreak_score']);
    expect(record?.values).toEqual({ daybreak_date: '2026-03-01', daybreak_score: 'n/a' });
  });

  it('renews a login that has run out, once', async () => {
    rows(1);
    const refresh = (token: string): Settings => ({
      connection: { auth: { client_id: 'c', client_secret: { env: 's' }, refresh_token: { env: token } } },
    });
    const crm = open(refresh(server.refreshToken));
    await crm.read(['id-0'], ['daybreak_score']);
    server.expireTokens();
    expect(await crm.read(['id-0'], ['daybreak_score'])).toMatchObject([{ values: { daybreak_score: 0.1 } }]);
    expect(server.requests.filter((request) => request.path === '/oauth/v1/token')).toHaveLength(2);
    const refused = await failure(open(refresh('wrong')).read(['id-0'], ['daybreak_score']));
    expect(refused).toMatchObject({
      trouble: 'permanent',
      message: expect.stringContaining('BAD_REFRESH_TOKEN') as string,
    });
    const fixed = open();
    server.expireTokens();
    expect(await failure(fixed.read(['id-0'], ['daybreak_score']))).toMatchObject({ trouble: 'permanent' });
  });

  it('goes on with the token that stands there by now, when the one it had is at its end', async () => {
    rows(1);
    let token = server.makeToken();
    const crm = openHubspotCrm({ ...optionsFor(server), secret: () => token });
    await crm.read(['id-0'], ['daybreak_score']);
    server.expireTokens();
    token = server.makeToken();
    expect(await crm.read(['id-0'], ['daybreak_score'])).toMatchObject([{ values: { daybreak_score: 0.1 } }]);
  });

  it('is not opened with settings that cannot be', () => {
    for (const connection of [{ base_url: 'http://api.hubapi.com' }, { auth: {} }, { object: 'deals/1' }]) {
      expect(() => open({ connection })).toThrow(expect.objectContaining({ code: 'SETTINGS_INVALID' }));
    }
  });
});
