import { describe, expect, it } from 'vitest';
import { pushSceneBy } from '../../activities/push/push-scene.ts';
import { openHubspotCrm } from '../../crm/hubspot/crm.ts';
import { openSalesforceCrm } from '../../crm/salesforce/crm.ts';
import type { Crm, CrmField, CrmValue } from '../../crm/crm.ts';
import type { LeadLine } from '../../domain/lead-line.ts';
import type { NightRun } from '../../domain/night.ts';
import { receiptsTable, type PushReceipt } from '../../domain/push-receipt.ts';
import type { PushResult } from '../../domain/push-result.ts';
import { crmSettings, fakeClock, pushHome, quiet } from '../activities/push-home.ts';
import type { CrmFixture } from '../contract/crm.ts';
import * as hubspot from './hubspot/fixture.ts';
import { hubspotFailure, startHubspot } from './hubspot/server.ts';
import type { Interruption, RestServer } from './rest-server.ts';
import * as salesforce from './salesforce/fixture.ts';
import { restError } from './salesforce/rest-error.ts';
import { startSalesforce } from './salesforce/server.ts';

const ROWS = 1_200;
const SCENE = 'claim';

interface Cloud {
  readonly server: RestServer;
  readonly fixture: CrmFixture;
  readonly crm: Crm;
  readonly fields: { readonly number: CrmField; readonly text: CrmField };
  /** A score that the CRM refuses. */
  readonly poison: CrmValue;
  /** Which calls write, and what they may meet. */
  readonly writes: RegExp;
  readonly storm: readonly Interruption[];
}

const bulk = { from_rows: 100, poll_seconds: 0.01 };

async function salesforceCloud(settings: salesforce.Settings): Promise<Cloud> {
  const server = await startSalesforce();
  return {
    server,
    fixture: salesforce.salesforceFixture(server),
    crm: openSalesforceCrm(salesforce.optionsFor(server, settings)),
    fields: salesforce.fields,
    poison: 1.5,
    writes: /^(PATCH .*composite\/sobjects|POST .*jobs\/ingest|GET .*Results)/,
    storm: [
      { status: 429, headers: { 'retry-after': '3' } },
      restError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
      restError(503, 'SERVER_UNAVAILABLE', 'busy'),
      'drop',
      'drop after',
    ],
  };
}

async function hubspotCloud(): Promise<Cloud> {
  const server = await startHubspot();
  return {
    server,
    fixture: hubspot.hubspotFixture(server),
    crm: openHubspotCrm(hubspot.optionsFor(server)),
    fields: hubspot.fields,
    poison: 'high',
    writes: /batch\/update/,
    storm: [
      { ...hubspotFailure(429, 'RATE_LIMITS', 'limit', { policyName: 'TEN_SECONDLY_ROLLING' }), headers: {} },
      hubspotFailure(423, 'LOCKED', 'locked'),
      hubspotFailure(502, 'INTERNAL_ERROR', 'bad gateway'),
      'drop',
      'drop after',
    ],
  };
}

const clouds: [string, number, number, () => Promise<Cloud>][] = [
  ['salesforce by collections', 200, 20, () => salesforceCloud({})],
  ['salesforce in bulk', 600, 19, () => salesforceCloud({ connection: { bulk }, limits: { rows_a_call: 600 } })],
  ['hubspot', 100, 40, () => hubspotCloud()],
];

describe.each(clouds)('a push to %s', (_, rowsACall, requestsAThousand, start) => {
  it('brings every healthy row in through a storm, once seen, and keeps what people wrote', async () => {
    const cloud = await start();
    const { fixture, server } = cloud;
    const { number, text } = cloud.fields;
    const home = await pushHome();
    const fields = { [number.name]: { value: 'wins.score' }, [text.name]: { value: 'reasons' } };
    const settings = crmSettings(SCENE, { fields, breaker: { failed_share: 1 } }, { rows_a_call: rowsACall });
    const ids = Array.from({ length: ROWS }, (_, at) => `O-${at}`);
    await fixture.put(ids.map((id) => ({ id, values: { [number.name]: null } })));

    const push = async (run: NightRun, values: (at: number) => LeadLine['values']): Promise<PushResult> => {
      const lines = ids.map((id, at): LeadLine => ({ id, values: values(at), changed: true }));
      const parts = await home.leads(run, SCENE, lines);
      return pushSceneBy(fakeClock(), home.ports(settings, cloud.crm), { run, scene: SCENE, parts }, quiet);
    };
    const score = (night: number, at: number): number => ((at * 7 + night) % 1_000) / 1_000;
    const wanted = (night: number, at: number) => ({
      [number.name]: score(night, at),
      [text.name]: `${night}: "${at}"`,
    });
    const poisoned = (at: number): boolean => at % 100 === 99;
    const edited = (at: number): boolean => at % 120 === 60;

    const first = await push({ dictionary: 'shop', date: '2026-03-01', run: 1 }, (at) => wanted(1, at));
    expect(first).toMatchObject({ changed: ROWS, delivered: ROWS, dead: 0, readBack: ROWS, differing: 0 });
    // read, read once more just before, write, and read back; each by as few requests as the CRM's limits allow
    expect((server.requests.length / ROWS) * 1_000).toBeLessThanOrEqual(requestsAThousand);

    await fixture.put(ids.filter((_, at) => edited(at)).map((id) => ({ id, values: { [number.name]: 0.0123 } })));
    for (const [at, how] of [...cloud.storm, ...cloud.storm].entries()) server.interrupt(cloud.writes, how, 1, at % 3);
    const second = await push({ dictionary: 'shop', date: '2026-03-02', run: 1 }, (at) =>
      poisoned(at) ? { ...wanted(2, at), [number.name]: cloud.poison } : wanted(2, at),
    );
    expect(second.callsAgain).toBeGreaterThan(0);
    expect(second).toMatchObject({ dead: ROWS / 100, edited: ROWS / 120, delivered: ROWS - ROWS / 100 - ROWS / 120 });
    for (const [at, id] of ids.entries()) {
      const now = await fixture.get(id);
      const receipt = (await home.store.getRecord(receiptsTable(SCENE), id)) as PushReceipt;
      if (edited(at)) expect(now?.[number.name]).toBe(0.0123);
      else if (poisoned(at)) {
        expect(receipt).toMatchObject({ state: 'dead', reason: expect.stringMatching(/VALID/) as string });
        expect(now).toMatchObject(wanted(1, at));
      } else {
        expect(receipt).toMatchObject({ state: 'delivered', values: wanted(2, at) });
        expect(now).toMatchObject(wanted(2, at));
      }
    }
    await cloud.crm.close();
    await server.stop();
  }, 120_000);
});
