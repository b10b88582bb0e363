import { crmContract } from '../../contract/crm.ts';
import { salesforceFixture } from './fixture.ts';
import { startSalesforce } from './server.ts';

crmContract('salesforce by collections', async () => salesforceFixture(await startSalesforce()));

crmContract('salesforce in bulk', async () =>
  salesforceFixture(await startSalesforce(), {
    connection: { bulk: { from_rows: 1, poll_seconds: 0.01 } },
    limits: { rows_a_call: 10_000 },
  }),
);
