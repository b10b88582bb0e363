import { crmContract, type CrmFixture } from '../contract/crm.ts';
import { httpFields, openedHttpCrm } from './http-opened.ts';
import { startHttpCrm, type HttpCrmServer } from './http-server.ts';
import { batchConnection, plainConnection, singleConnection } from './http-server-settings.ts';

const fixture =
  (connection: (server: HttpCrmServer) => unknown, can: Partial<CrmFixture['can']> = {}) =>
  async (): Promise<CrmFixture> => {
    const server = await startHttpCrm();
    return {
      open: () => Promise.resolve(openedHttpCrm(server, connection(server))),
      put(records) {
        server.records.put(records);
        return Promise.resolve();
      },
      get: (id) => Promise.resolve(server.records.get(id)),
      fields: httpFields,
      can: {
        versions: true,
        describes: true,
        refuses: { field: 'win_probability', value: 0.123456 },
        loseRight() {
          server.faults.readOnly = true;
          return Promise.resolve(() => {
            server.faults.readOnly = false;
            return Promise.resolve();
          });
        },
        async goDown() {
          await server.down();
          return () => server.up();
        },
        ...can,
      },
      stop: () => server.stop(),
    };
  };

crmContract(
  'an HTTP CRM that answers for each row',
  fixture((server) => batchConnection(server)),
);
crmContract(
  'an HTTP CRM that rejects whole calls',
  fixture((server) => {
    server.faults.wholeBatch = true;
    return batchConnection(server);
  }),
);
crmContract(
  'an HTTP CRM that says nothing of rows',
  fixture((server) => plainConnection(server), { versions: false }),
);
crmContract(
  'an HTTP CRM with an address for each record',
  fixture((server) => singleConnection(server)),
);
