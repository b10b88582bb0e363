import type { CrmOptions } from '../../../crm/crm-options.ts';
import type { CrmField, CrmValue, CrmValues } from '../../../crm/crm.ts';
import { openHubspotCrm } from '../../../crm/hubspot/crm.ts';
import type { CrmFixture } from '../../contract/crm.ts';
import type { HubspotServer } from './server.ts';

export const fields = {
  number: { name: 'daybreak_score', type: 'number', digits: 4 },
  otherNumber: { name: 'daybreak_expected', type: 'number', digits: 2 },
  text: { name: 'daybreak_reasons', type: 'text' },
  date: { name: 'daybreak_date', type: 'date' },
} as const satisfies Record<string, CrmField>;

export interface Settings {
  readonly connection?: Readonly<Record<string, unknown>>;
  readonly limits?: Partial<CrmOptions['limits']>;
}

/** Secrets are what the settings call their variable. */
export const optionsFor = (server: HubspotServer, { connection, limits }: Settings = {}): CrmOptions => ({
  connection: {
    base_url: server.url,
    id_property: server.account.idProperty,
    auth: { token: { env: server.makeToken() } },
    ...connection,
  },
  fields: Object.values(fields),
  limits: { rows_a_call: 200, calls_a_second: 1_000, parallel: 2, timeout_seconds: 30, wait_minutes: 60, ...limits },
  folder: '/nowhere',
  state: '/nowhere',
  secret: (secret) => ('env' in secret ? secret.env : secret.file),
});

export function hubspotFixture(server: HubspotServer, settings: Settings = {}): CrmFixture {
  const { account } = server;
  const texts = (values: CrmValues): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === null ? '' : String(value)]));
  const plain = ({ name, type }: CrmField, text: string | undefined): [string, CrmValue] => [
    name,
    text === undefined ? null : type === 'number' ? Number(text) : text,
  ];
  return {
    open: () => Promise.resolve(openHubspotCrm(optionsFor(server, settings))),
    put(records) {
      for (const { id, values } of records) account.put(id, texts(values));
      return Promise.resolve();
    },
    get(id) {
      const record = account.find(account.idProperty, id);
      return Promise.resolve(
        record && Object.fromEntries(Object.values(fields).map((field) => plain(field, record.properties[field.name]))),
      );
    },
    fields,
    can: {
      versions: true,
      describes: true,
      refuses: { field: fields.number.name, value: 'high' },
      loseRight() {
        server.scopes.delete('crm.objects.deals.write');
        return Promise.resolve(() => {
          server.scopes.add('crm.objects.deals.write');
          return Promise.resolve();
        });
      },
      goDown: () => server.goDown(),
    },
    stop: () => server.stop(),
  };
}
