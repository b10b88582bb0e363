import { Connection } from 'jsforce';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CrmWrite, WriteOutcome } from '../../../crm/crm.ts';
import { openSalesforceCrm } from '../../../crm/salesforce/crm.ts';
import { fields, optionsFor } from './fixture.ts';
import { startSalesforce, type SalesforceServer } from './server.ts';

/**
 * Salesforce's own client against the same stand-in: what it takes the answers for is what the adapter takes them for. It keeps the stand-in
 * from being written to suit the adapter.
 */
describe('the stand-in for Salesforce, asked by jsforce', () => {
  let server: SalesforceServer;
  let client: Connection;
  beforeAll(async () => {
    server = await startSalesforce();
    client = new Connection({ instanceUrl: server.url, accessToken: server.tokens.make(), version: '62.0' });
    server.org.trouble = (record) =>
      record.Note__c === 'locked'
        ? { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record', fields: [] }
        : undefined;
  });
  afterAll(() => server.stop());

  const rows: readonly CrmWrite[] = [
    { id: 'good', values: { Score__c: 0.5, Reasons__c: 'called, "twice"\nthen wrote' } },
    { id: 'rule', values: { Score__c: 1.5 } },
    { id: 'locked', values: { Score__c: 0.25 } },
    { id: 'long', values: { Note__c: 'x'.repeat(300) } },
    { id: 'empty', values: { Score__c: null } },
  ];
  const put = (): { Id: string; [field: string]: string | number | null }[] =>
    rows.map(({ id, values }) => {
      const { Id } = server.org.put(id, { Score__c: 0.1, Note__c: id === 'locked' ? 'locked' : null });
      return { Id, ...values };
    });
  /** The codes of what was refused, undefined of what was written. */
  const codes = (outcomes: readonly WriteOutcome[]): (string | undefined)[] =>
    outcomes.map((outcome) => (outcome.state === 'refused' ? /^\w+/.exec(outcome.reason)?.[0] : undefined));

  const expected = [undefined, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'UNABLE_TO_LOCK_ROW', 'STRING_TOO_LONG', undefined];

  it('saves by collections, row by row in order', async () => {
    const saved = await client.sobject('Opportunity').update(put(), { allOrNone: false });
    // its types say errorCode, what it passes on is the answer of the org
    const said = saved.map((row) => (row.success ? [] : row.errors) as { statusCode?: string }[]);
    expect(said.map((errors) => errors[0]?.statusCode)).toEqual(expected);
    put();
    expect(codes(await openSalesforceCrm(optionsFor(server)).write(rows))).toEqual(expected);
    expect(server.org.records.get('good')).toMatchObject({ Score__c: 0.5 });
  });

  it('answers queries, over several pages', async () => {
    server.pageRows = 2;
    put();
    const ids = rows.map((row) => row.id);
    const soql = `SELECT DaybreakId__c, Score__c FROM Opportunity WHERE DaybreakId__c IN (${ids.map((id) => `'${id}'`).join(',')})`;
    const theirs = await client.query<Record<string, unknown>>(soql, { autoFetch: true, maxFetch: 100 });
    const ours = await openSalesforceCrm(optionsFor(server)).read(ids, ['Score__c']);
    expect(theirs.records).toHaveLength(5);
    for (const record of theirs.records) {
      expect(ours[ids.indexOf(String(record.DaybreakId__c))]?.values).toEqual({ Score__c: record.Score__c });
    }
    server.pageRows = 2_000;
  });

  it('describes its object', async () => {
    const { fields: described, updateable } = await client.sobject('Opportunity').describe();
    expect(updateable).toBe(true);
    const score = described.find((field) => field.name === fields.number.name);
    expect(score).toMatchObject({ type: 'double', scale: fields.number.digits, updateable: true });
  });

  it('works through jobs of Bulk API 2.0', async () => {
    const records = put();
    const theirs = await client.bulk2.loadAndWaitForResults({
      object: 'Opportunity',
      operation: 'update',
      input: records.slice(0, 3).map(({ Id, Score__c }) => ({ Id, Score__c })),
      pollInterval: 10,
      pollTimeout: 30_000,
    });
    expect(theirs.successfulResults.map((row) => row.sf__Id)).toEqual([records[0]?.Id]);
    expect(theirs.failedResults.map((row) => [row.sf__Id, row.sf__Error.split(':')[0]]).sort()).toEqual(
      [1, 2].map((at) => [records[at]?.Id, expected[at]]).sort(),
    );
    expect(theirs.unprocessedRecords).toEqual([]);
    put();
    const bulk = { from_rows: 1, poll_seconds: 0.01 };
    const ours = await openSalesforceCrm(optionsFor(server, { connection: { bulk } })).write(rows);
    expect(codes(ours)).toEqual(expected);
    expect(server.org.records.get('good')).toMatchObject({ Reasons__c: 'called, "twice"\r\nthen wrote' });
    expect(server.org.records.get('empty')).toMatchObject({ Score__c: null });
  });
});
