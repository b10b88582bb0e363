import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Crm, CrmWrite } from '../../../crm/crm.ts';
import { openSalesforceCrm } from '../../../crm/salesforce/crm.ts';
import { optionsFor } from './fixture.ts';
import { restError } from './rest-error.ts';
import { startSalesforce, type SalesforceServer } from './server.ts';

const written = { state: 'written' };

describe('Bulk API 2.0', () => {
  let server: SalesforceServer;
  beforeAll(async () => {
    server = await startSalesforce();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    server.bulk.jobs.length = 0;
    server.bulk.stopAfter = Number.POSITIVE_INFINITY;
    server.bulk.patience = 1;
    server.bulk.endsLate = false;
    server.requests.length = 0;
  });

  const open = (bulk: Readonly<Record<string, unknown>> = {}): Crm =>
    openSalesforceCrm(
      optionsFor(server, {
        connection: { bulk: { from_rows: 5, poll_seconds: 0.01, ...bulk } },
        limits: { rows_a_call: 20_000 },
      }),
    );
  const rows = (count: number): CrmWrite[] =>
    Array.from({ length: count }, (_, at) => {
      server.org.put(`id-${at}`, { Score__c: 0.1 });
      return { id: `id-${at}`, values: { Score__c: at / count } };
    });

  it('is for calls from a number of rows on, in jobs of 10,000 at most', async () => {
    expect(open().limits.writeRows).toBe(10_000);
    await open().write(rows(4));
    expect(server.bulk.jobs).toHaveLength(0);
    await open().write(rows(5));
    expect(server.bulk.jobs).toMatchObject([{ object: 'Opportunity', operation: 'update', state: 'JobComplete' }]);
    const many = rows(10_000);
    expect(await open().write(many)).toEqual(many.map(() => written));
    expect(server.bulk.jobs).toHaveLength(2);
    expect(server.org.records.get('id-9999')).toMatchObject({ Score__c: 0.9999 });
  }, 60_000);

  it('tells rows that the job did not come to from those that failed', async () => {
    const ten = rows(10);
    ten[2] = { id: 'id-2', values: { Score__c: 1.5 } };
    server.bulk.stopAfter = 6;
    const outcomes = await open().write(ten);
    expect(outcomes.slice(0, 2)).toEqual([written, written]);
    expect(outcomes[2]).toMatchObject({ again: false, reason: expect.stringContaining('at most 1') as string });
    expect(outcomes.slice(3, 6)).toEqual([written, written, written]);
    for (const outcome of outcomes.slice(6)) {
      const reason = expect.stringMatching(/did not come to this row: InternalServerError/) as string;
      expect(outcome).toEqual({ state: 'refused', reason, again: true });
    }
    expect(server.org.records.get('id-7')).toMatchObject({ Score__c: 0.1 });
  });

  it('stops for a column that is no field', async () => {
    const bad = rows(6).map((row): CrmWrite => ({ ...row, values: { Gone__c: 1 } }));
    const message = expect.stringContaining('Field name not found : Gone__c') as string;
    await expect(open().write(bad)).rejects.toMatchObject({ trouble: 'permanent', message });
  });

  it('ends a job that takes too long; none of its rows is lost or called written', async () => {
    server.bulk.patience = Number.POSITIVE_INFINITY;
    const outcomes = await open({ wait_minutes: 0.005 }).write(rows(6));
    expect(server.bulk.jobs).toMatchObject([{ state: 'Aborted' }]);
    for (const outcome of outcomes) {
      const reason = expect.stringContaining('not done after 0.005 minutes') as string;
      expect(outcome).toEqual({ state: 'refused', reason, again: true });
    }
  });

  it('takes a job that ends just when it would be aborted as it ended', async () => {
    server.bulk.patience = Number.POSITIVE_INFINITY;
    server.bulk.endsLate = true;
    const six = rows(6);
    expect(await open({ wait_minutes: 0.001 }).write(six)).toEqual(six.map(() => written));
  });

  it('goes on asking after a job through a few silences, and gives up after five', async () => {
    const question = /^GET .*jobs\/ingest\/\w+$/;
    server.interrupt(question, restError(503, 'SERVER_UNAVAILABLE', 'busy'), 4);
    const six = rows(6);
    expect(await open().write(six)).toEqual(six.map(() => written));
    server.interrupt(question, 'drop', 5);
    await expect(open().write(six)).rejects.toMatchObject({ trouble: 'transient' });
  });

  it('waits no longer than for the job where calls are too many to ask after it', async () => {
    server.bulk.patience = Number.POSITIVE_INFINITY;
    server.interrupt(/^GET .*jobs\/ingest\/\w+$/, { status: 429, headers: { 'retry-after': '3600' } });
    const outcomes = await open({ wait_minutes: 0.005 }).write(rows(6));
    expect(server.bulk.jobs).toMatchObject([{ state: 'Aborted' }]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ state: 'refused', again: true });
  });

  it('says nothing of a row is known where the results leave it out', async () => {
    server.interrupt(/successfulResults/, { status: 200, body: '"sf__Id","sf__Created","Id"\n' });
    const outcomes = await open().write(rows(5));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ again: true, reason: expect.stringContaining('says nothing') as string });
    }
  });

  it('sends a text that reads like the mark for an empty field by collections', async () => {
    const five = rows(5);
    five[0] = { id: 'id-0', values: { Note__c: '#N/A' } };
    expect(await open().write(five)).toEqual(five.map(() => written));
    expect(server.bulk.jobs).toHaveLength(0);
    expect(server.org.records.get('id-0')).toMatchObject({ Note__c: '#N/A' });
  });

  it('carries any values through its file, each to its own field', async () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .filter((value) => value !== '#N/A' && !/\r/.test(value));
    const values = fc.record(
      {
        Score__c: fc.option(fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000)),
        Expected__c: fc.constantFrom(0, 1e-7, 1e21, 12.25),
        Reasons__c: fc.option(text),
        ScoredOn__c: fc.constantFrom('2026-03-01', null),
      },
      { requiredKeys: [] },
    );
    const before = { Score__c: 0.1, Expected__c: 3, Reasons__c: 'before', ScoredOn__c: '2026-01-01' };
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 5, maxLength: 8 }), async (all) => {
        for (const at of all.keys()) server.org.put(`p-${at}`, before);
        const crm = open();
        const writes = all.map((row, at): CrmWrite => ({ id: `p-${at}`, values: row }));
        expect(await crm.write(writes)).toEqual(writes.map(() => written));
        const found = await crm.read(
          writes.map((row) => row.id),
          Object.keys(before),
        );
        const kept = all.map((row) => ({
          ...before,
          ...row,
          ...('Reasons__c' in row && { Reasons__c: row.Reasons__c || null }),
          ...(row.Expected__c === 1e-7 && { Expected__c: 0 }),
        }));
        expect(found.map((record) => record?.values)).toEqual(kept);
      }),
      { numRuns: 15, seed: 9 },
    );
  }, 60_000);
});
