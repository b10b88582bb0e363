import { crmContract } from '../../contract/crm.ts';
import { hubspotFixture } from './fixture.ts';
import { startHubspot } from './server.ts';

crmContract('hubspot', async () => hubspotFixture(await startHubspot()));

crmContract('hubspot that rejects batches whole', async () => {
  const server = await startHubspot();
  server.badRows = 'whole batch';
  return hubspotFixture(server, { connection: { api_version: '2026-03' }, limits: { rows_a_call: 60 } });
});
