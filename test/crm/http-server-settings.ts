import type { Secret } from '../../domain/crm-settings.ts';
import type { HttpCrmServer } from './http-server.ts';

/** `crm.connection` for the paths of the server that answer for each row; `bearer` says where the server's token is. */
export const batchConnection = ({ url }: Pick<HttpCrmServer, 'url'>, bearer: Secret = { env: 'CRM_TOKEN' }) => ({
  url,
  auth: { bearer },
  read: {
    method: 'POST',
    path: '/opportunities/read',
    body: { ids: '{ids}', fields: '{fields}' },
    records: 'records',
    id: 'external_id',
    values: 'fields',
    version: 'version',
  },
  write: {
    method: 'PATCH',
    path: '/opportunities',
    row: { external_id: '{id}', version: '{version}', fields: '{values}' },
    body: { records: '{rows}' },
    outcomes: {
      results: 'results',
      id: 'external_id',
      status: 'status',
      written: ['updated'],
      conflict: ['conflict'],
      again: ['locked'],
      reason: 'message',
    },
  },
  describe: {
    path: '/fields',
    fields: 'fields',
    name: 'name',
    type: 'type',
    types: { number: ['decimal'], text: ['string'], date: ['date'] },
    digits: 'scale',
    characters: 'length',
    writable: 'writable',
  },
});

const { describe } = batchConnection({ url: '' });

/** For the paths whose answers say nothing of rows, so that they are read again; records come by GET, a parameter an id. */
export const plainConnection = ({ url }: Pick<HttpCrmServer, 'url'>, bearer: Secret = { env: 'CRM_TOKEN' }) => ({
  url,
  auth: { bearer },
  read: { path: '/plain', query: { id: '{ids}' }, id: 'external_id', values: 'fields', rows: 20 },
  write: {
    path: '/plain',
    row: { external_id: '{id}', fields: '{values}' },
    body: { records: '{rows}' },
  },
  describe,
});

/** For an address for each record. */
export const singleConnection = ({ url }: Pick<HttpCrmServer, 'url'>, bearer: Secret = { env: 'CRM_TOKEN' }) => ({
  url,
  auth: { bearer },
  read: { path: '/plain/{id}', id: 'external_id', values: 'fields', version: 'version' },
  write: { path: '/plain/{id}', body: { fields: '{values}', version: '{version}' } },
  describe,
});
