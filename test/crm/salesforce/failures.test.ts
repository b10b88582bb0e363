import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CrmError, type Crm, type CrmWrite } from '../../../crm/crm.ts';
import { openSalesforceCrm } from '../../../crm/salesforce/crm.ts';
import type { RestAnswer } from '../rest-server.ts';
import { fields, optionsFor, type Settings } from './fixture.ts';
import { restError } from './rest-error.ts';
import { startSalesforce, type SalesforceServer } from './server.ts';

const COLLECTIONS = /^PATCH .*composite\/sobjects/;
const written = { state: 'written' };

describe('what Salesforce refuses', () => {
  let server: SalesforceServer;
  beforeAll(async () => {
    server = await startSalesforce();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    server.org.records.clear();
    server.org.trouble = () => undefined;
    server.org.editable = true;
    server.org.readOnly.clear();
    server.requests.length = 0;
  });

  const open = (settings?: Settings): Crm => openSalesforceCrm(optionsFor(server, settings));
  const rows = (count: number): CrmWrite[] =>
    Array.from({ length: count }, (_, at) => {
      server.org.put(`id-${at}`, { Score__c: 0.1 });
      return { id: `id-${at}`, values: { Score__c: 0.5 } };
    });
  const failure = async (work: Promise<unknown>): Promise<CrmError> => {
    const thrown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(CrmError);
    return thrown as CrmError;
  };

  const calls: [string, RestAnswer, Partial<CrmError>][] = [
    [
      'the limit of a day',
      restError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
      { trouble: 'throttled', retryAfterMs: 900_000 },
    ],
    [
      'too many calls at once',
      restError(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.'),
      { trouble: 'throttled', retryAfterMs: undefined },
    ],
    ['429', { status: 429, headers: { 'retry-after': '7' } }, { trouble: 'throttled', retryAfterMs: 7_000 }],
    ['503', restError(503, 'SERVER_UNAVAILABLE', 'busy'), { trouble: 'transient' }],
    ['503 that asks', { status: 503, headers: { 'retry-after': '2' } }, { trouble: 'throttled', retryAfterMs: 2_000 }],
    ['a fault', restError(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'), { trouble: 'transient' }],
    ['the page of a proxy', { status: 502, body: '<html>' }, { trouble: 'transient' }],
    ['a page instead of an answer', { status: 200, body: '<html>' }, { trouble: 'transient' }],
    ['fewer outcomes than rows', { status: 200, body: [{ success: true }] }, { trouble: 'transient' }],
    ['a lock', restError(400, 'UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access'), { trouble: 'transient' }],
    ['no access', restError(403, 'INSUFFICIENT_ACCESS', 'no'), { trouble: 'permanent' }],
    ['a field that is gone', restError(400, 'INVALID_FIELD', "No such column 'x'"), { trouble: 'permanent' }],
    ['an object that is gone', restError(404, 'NOT_FOUND', 'no'), { trouble: 'permanent' }],
    ['another address', { status: 302, headers: { location: 'https://elsewhere.example' } }, { trouble: 'permanent' }],
    ['a value of another kind', restError(400, 'JSON_PARSER_ERROR', 'Cannot deserialize'), { trouble: 'batch' }],
    ['too long a call', { status: 413 }, { trouble: 'batch' }],
  ];
  it.each(calls)('sorts a call that meets %s', async (_, answer, expected) => {
    server.interrupt(COLLECTIONS, answer);
    const error = await failure(open().write(rows(3)));
    expect(error).toMatchObject(expected);
    expect(error.message).toMatch(/Salesforce/);
  });

  it('gives the outcome of a row that was rejected alone', async () => {
    const [row] = rows(1);
    const bad = { id: row!.id, values: { Score__c: 'high' } };
    const reason = expect.stringContaining('JSON_PARSER_ERROR') as string;
    expect(await open().write([bad])).toEqual([{ state: 'refused', reason, again: false }]);
  });

  it('says how long nothing came, and what the connection met', async () => {
    const limits = { timeout_seconds: 0.2 };
    server.interrupt(COLLECTIONS, 'silence');
    const slow = await failure(open({ limits }).write(rows(2)));
    expect(slow).toMatchObject({ trouble: 'transient', message: expect.stringContaining('200 ms') as string });
    server.interrupt(COLLECTIONS, 'drop after');
    expect(await failure(open().write(rows(2)))).toMatchObject({ trouble: 'transient' });
    // what was sent has had its effect; only the answer is missing
    expect(server.org.records.get('id-1')).toMatchObject({ Score__c: 0.5 });
  });

  const refusals: [string, string, boolean][] = [
    ['UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record', true],
    ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'not on Sundays', false],
    ['STRING_TOO_LONG', 'data value too large', false],
    ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'System.LimitException: Apex CPU time limit exceeded', true],
    ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'System.NullPointerException: in a trigger', false],
    ['INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', false],
    ['ENTITY_IS_DELETED', 'entity is deleted', false],
  ];
  const ways: [string, Settings][] = [
    ['collections', {}],
    ['a bulk job', { connection: { bulk: { from_rows: 1, poll_seconds: 0.01 } } }],
  ];
  describe.each(ways)('by %s', (_, settings) => {
    it.each(refusals)('tells %s (%s) of one row from the others', async (statusCode, message, again) => {
      const three = rows(3);
      server.org.trouble = (record) =>
        record.DaybreakId__c === 'id-1' ? { statusCode, message, fields: ['Score__c'] } : undefined;
      const outcomes = await open(settings).write(three);
      const reason = expect.stringMatching(new RegExp(`${statusCode}: ${message}`)) as string;
      expect(outcomes).toEqual([written, { state: 'refused', reason, again }, written]);
      expect(server.org.records.get('id-1')).toMatchObject({ Score__c: 0.1 });
    });

    it('takes missing access of every row for a missing right only where the object may not be edited', async () => {
      const two = rows(2);
      const denied = { statusCode: 'INSUFFICIENT_ACCESS_OR_READONLY', message: 'insufficient access', fields: [] };
      server.org.trouble = () => denied;
      const refused = { state: 'refused', again: false };
      expect(await open(settings).write(two)).toMatchObject([refused, refused]);
      server.org.editable = false;
      expect(await failure(open(settings).write(two))).toMatchObject({ trouble: 'permanent' });
    });

    it('stops for a field that this user may not edit', async () => {
      const two = rows(2);
      server.org.readOnly.add('Score__c');
      const message = expect.stringContaining('check the security settings') as string;
      expect(await failure(open(settings).write(two))).toMatchObject({ trouble: 'permanent', message });
    });
  });

  it('cuts 450 rows into calls of 200, and keeps what is known when a later one fails', async () => {
    const limits = { rows_a_call: 1_000 };
    const many = rows(450);
    expect(await open({ limits }).write(many)).toEqual(many.map(() => written));
    const sizes = server.requests
      .filter((request) => request.method === 'PATCH')
      .map(({ body }) => (JSON.parse(body) as { records: unknown[] }).records.length);
    expect(sizes).toEqual([200, 200, 50]);
    server.interrupt(COLLECTIONS, restError(503, 'SERVER_UNAVAILABLE', 'busy'), 1, 1);
    const outcomes = await open({ limits }).write(many);
    expect(outcomes.slice(0, 200)).toEqual(many.slice(0, 200).map(() => written));
    for (const outcome of outcomes.slice(200)) expect(outcome).toMatchObject({ state: 'refused', again: true });
  });

  it('takes only the very id, though a query compares without regard to case', async () => {
    server.org.put('ABC', { Score__c: 0.1 });
    expect(await open().read(['abc', 'ABC'], ['Score__c'])).toEqual([
      undefined,
      { values: { Score__c: 0.1 }, version: expect.any(String) as string },
    ]);
    expect(await open().write([{ id: 'abc', values: { Score__c: 0.5 } }])).toEqual([
      { state: 'refused', reason: "there is no Opportunity whose DaybreakId__c is 'abc'", again: false },
    ]);
  });

  it('asks in several queries where the ids are too long for one address, and reads all pages', async () => {
    server.pageRows = 7;
    const ids = Array.from({ length: 100 }, (_, at) => `${'长'.repeat(20)}${at}`);
    for (const [at, id] of ids.entries()) server.org.put(id, { Score__c: at / 100 });
    const found = await open().read(ids, ['Score__c']);
    expect(found.map((record) => record?.values.Score__c)).toEqual(ids.map((_, at) => at / 100));
    const queries = server.requests.filter((request) => request.path.includes('query?q='));
    expect(queries.length).toBeGreaterThan(1);
    for (const { path } of queries) expect(path.length).toBeLessThan(13_000);
    server.pageRows = 2_000;
  });

  it('sorts what a question meets, too', async () => {
    const question = /^GET .*query/;
    const meets = async (answer: RestAnswer): Promise<string> => {
      server.interrupt(question, answer);
      return (await failure(open().read(['a'], ['Score__c']))).trouble;
    };
    expect(await meets({ status: 414 })).toBe('batch');
    expect(await meets({ status: 200, body: '<html>' })).toBe('transient');
    expect(await meets(restError(400, 'MALFORMED_QUERY', 'unexpected token'))).toBe('permanent');
    expect(await meets({ status: 429 })).toBe('throttled');
  });

  it('finds every fault of a field before it is written', async () => {
    server.org.readOnly.add('Note__c');
    const faults = await open().preflight([
      { name: 'Expected__c', type: 'number', digits: 4 },
      { name: 'Formula__c', type: 'number', digits: 2 },
      { name: 'Rich__c', type: 'text' },
      { name: 'Note__c', type: 'text' },
      { name: 'Name', type: 'text', characters: 2_000 },
      { name: 'Name', type: 'text', characters: 120 },
      ...Object.values(fields),
    ]);
    expect(faults).toEqual([
      { field: 'Expected__c', reason: 'Expected__c keeps 2 decimals, and 4 are sent' },
      { field: 'Formula__c', reason: 'Formula__c is computed by Salesforce' },
      { field: 'Rich__c', reason: 'Rich__c is a rich text area, which does not keep a text as it is' },
      { field: 'Note__c', reason: 'this user may not edit Note__c' },
      { field: 'Name', reason: 'Name takes 120 characters, and 2000 may be written' },
    ]);
    const otherId = { connection: { id_field: 'Note__c' } };
    expect(await open(otherId).preflight([])).toEqual([
      { field: 'Note__c', reason: 'Note__c is not marked as external id and unique' },
    ]);
    const otherObject = { connection: { object: 'Lead' } };
    expect(await open(otherObject).preflight([])).toEqual([
      { field: undefined, reason: expect.stringContaining('NOT_FOUND') as string },
    ]);
  });
});
