import type { CrmOptions } from '../../../crm/crm-options.ts';
import type { CrmField, CrmValue } from '../../../crm/crm.ts';
import { openSalesforceCrm } from '../../../crm/salesforce/crm.ts';
import type { CrmFixture } from '../../contract/crm.ts';
import type { SalesforceServer } from './server.ts';

export const fields = {
  number: { name: 'Score__c', type: 'number', digits: 4 },
  otherNumber: { name: 'Expected__c', type: 'number', digits: 2 },
  text: { name: 'Reasons__c', type: 'text' },
  date: { name: 'ScoredOn__c', type: 'date' },
} as const satisfies Record<string, CrmField>;

export interface Settings {
  readonly connection?: Readonly<Record<string, unknown>>;
  readonly limits?: Partial<CrmOptions['limits']>;
}

/** Secrets are what the settings call their variable. */
export const optionsFor = (server: SalesforceServer, { connection, limits }: Settings = {}): CrmOptions => ({
  connection: {
    instance: server.url,
    id_field: server.org.idField,
    auth: { token: { env: server.tokens.make() } },
    ...connection,
  },
  fields: Object.values(fields),
  limits: { rows_a_call: 200, calls_a_second: 1_000, parallel: 2, timeout_seconds: 30, wait_minutes: 60, ...limits },
  folder: '/nowhere',
  state: '/nowhere',
  secret: (secret) => ('env' in secret ? secret.env : secret.file),
});

export function salesforceFixture(server: SalesforceServer, settings: Settings = {}): CrmFixture {
  const { org } = server;
  const plain = (value: CrmValue | undefined): CrmValue =>
    typeof value === 'string' ? value.replaceAll('\r\n', '\n') : (value ?? null);
  return {
    open: () => Promise.resolve(openSalesforceCrm(optionsFor(server, settings))),
    put(records) {
      for (const { id, values } of records) org.put(id, values);
      return Promise.resolve();
    },
    get(id) {
      const record = org.records.get(id);
      return Promise.resolve(
        record && Object.fromEntries(Object.values(fields).map(({ name }) => [name, plain(record[name])])),
      );
    },
    fields,
    can: {
      versions: true,
      describes: true,
      refuses: { field: fields.number.name, value: 1.5 },
      loseRight() {
        org.editable = false;
        return Promise.resolve(() => {
          org.editable = true;
          return Promise.resolve();
        });
      },
      goDown: () => server.goDown(),
    },
    stop: () => server.stop(),
  };
}
