/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- the client declares classes where its documentation and its wire form have plain objects */
import { Client } from '@hubspot/api-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CrmWrite } from '../../../crm/crm.ts';
import { openHubspotCrm } from '../../../crm/hubspot/crm.ts';
import { optionsFor } from './fixture.ts';
import { startHubspot, type HubspotServer } from './server.ts';

/**
 * HubSpot's own client against the same stand-in: what it takes the answers for is what the adapter takes them for. It keeps the stand-in from
 * being written to suit the adapter.
 */
describe('the stand-in for HubSpot, asked by its own client', () => {
  let server: HubspotServer;
  let client: Client;
  beforeAll(async () => {
    server = await startHubspot();
    client = new Client({ accessToken: server.makeToken(), basePath: server.url, numberOfApiCallRetries: 0 });
  });
  afterAll(() => server.stop());

  const rows: readonly CrmWrite[] = [
    { id: 'good', values: { daybreak_score: 0.5, daybreak_reasons: 'called, "twice"\nthen wrote' } },
    { id: 'bad', values: { daybreak_score: 'high' } },
    { id: 'empty', values: { daybreak_score: null, daybreak_date: '2026-03-01' } },
  ];
  const put = (): void => {
    for (const { id } of rows) server.account.put(id, { daybreak_score: '0.1' });
  };

  it('reads by a property with unique values, and says what it does not have', async () => {
    put();
    const ids = ['empty', 'nobody', 'good'];
    const theirs = await client.crm.deals.batchApi.read({
      idProperty: 'daybreak_id',
      properties: ['daybreak_id', 'daybreak_score'],
      propertiesWithHistory: [],
      inputs: ids.map((id) => ({ id })),
    });
    expect(theirs).toMatchObject({ status: 'COMPLETE', numErrors: 1 });
    expect(theirs.results.map((deal) => deal.properties.daybreak_id).sort()).toEqual(['empty', 'good']);
    const ours = await openHubspotCrm(optionsFor(server)).read(ids, ['daybreak_score']);
    const score = { daybreak_score: 0.1 };
    expect(ours.map((record) => record?.values)).toEqual([score, undefined, score]);
    const versionOf = new Map(
      theirs.results.map((deal) => [deal.properties.daybreak_id, deal.updatedAt.toISOString()]),
    );
    expect(ours[2]?.version).toContain(versionOf.get('good'));
  });

  it('takes a batch in part, and names the row that it does not take', async () => {
    put();
    const inputs = rows.map(({ id, values }, at) => ({
      id,
      idProperty: 'daybreak_id',
      objectWriteTraceId: `trace-${at}`,
      properties: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value ?? '')])),
    }));
    const theirs = await client.crm.deals.batchApi.update({ inputs });
    expect(theirs.results.map((deal) => deal.objectWriteTraceId)).toEqual(['trace-0', 'trace-2']);
    expect(theirs).toMatchObject({ numErrors: 1, errors: [{ context: { objectWriteTraceId: ['trace-1'] } }] });
    put();
    expect(await openHubspotCrm(optionsFor(server)).write(rows)).toEqual([
      { state: 'written' },
      { state: 'refused', reason: expect.stringContaining('high was not a valid number') as string, again: false },
      { state: 'written' },
    ]);
    expect(server.account.find('daybreak_id', 'empty')?.properties).toEqual({
      daybreak_id: 'empty',
      daybreak_date: '2026-03-01',
    });
  });

  it('lists its properties', async () => {
    const { results } = await client.crm.properties.coreApi.getAll('deals');
    expect(results.find((property) => property.name === 'daybreak_id')).toMatchObject({ hasUniqueValue: true });
    expect(results.find((property) => property.name === 'daybreak_score')).toMatchObject({ type: 'number' });
  });

  it('rejects a property that it does not have, and a login without the scope', async () => {
    put();
    const record = server.account.find('daybreak_id', 'good')?.id ?? '';
    const update = () => client.crm.deals.batchApi.update({ inputs: [{ id: record, properties: { nothing: '1' } }] });
    await expect(update()).rejects.toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } });
    server.scopes.delete('crm.objects.deals.write');
    await expect(update()).rejects.toMatchObject({ code: 403, body: { category: 'MISSING_SCOPES' } });
    server.scopes.add('crm.objects.deals.write');
  });
});
