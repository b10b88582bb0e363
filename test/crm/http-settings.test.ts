import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHttpCrm } from '../../crm/http/crm.ts';
import { crmSchema, type Secret } from '../../domain/crm-settings.ts';
import { httpFields, openedHttpCrm } from './http-opened.ts';
import { startHttpCrm, type HttpCrmServer } from './http-server.ts';
import { batchConnection, plainConnection, singleConnection } from './http-server-settings.ts';

const { limits } = crmSchema.parse({ adapter: 'http', push: {} });
const open = (connection: unknown, secret: (secret: Secret) => string = () => 'secret') =>
  openHttpCrm({ connection, fields: Object.values(httpFields), limits, folder: '/d', state: '/s', secret });

const good = batchConnection({ url: 'https://crm.example.com/api' });

describe('the settings of an HTTP CRM', () => {
  it.each([
    ['url', { ...good, url: 'crm.example.com' }],
    ['url', { ...good, url: 'https://user:pw@crm.example.com' }],
    ['url', { ...good, url: 'http://crm.example.com' }],
    ['read.path', { ...good, read: { ...good.read, path: 'opportunities' } }],
    ['read', { ...good, read: { ...good.read, body: {} } }],
    ['write', { ...good, write: { ...good.write, body: {} } }],
    ['read.version', { ...good, read: { ...good.read, version: undefined } }],
    ['write.rows', { ...good, write: { ...good.write, path: '/o/{id}', body: '{values}', rows: 20 } }],
    ['write.outcomes', { ...good, write: { ...good.write, outcomes: 'hope' } }],
    ['auth', { ...good, auth: { token: 'in the file' } }],
  ])('say that %s is wrong', (key, connection) => {
    expect(() => open(connection)).toThrow(
      expect.objectContaining({
        code: 'SETTINGS_INVALID',
        message: expect.stringContaining(`crm.connection.${key}: `) as string,
      }),
    );
  });

  it('take plain http on this machine, and elsewhere where no secret goes along', () => {
    expect(() => open({ ...good, url: 'http://127.0.0.1:8080' })).not.toThrow();
    expect(() => open({ ...good, url: 'http://crm:8080', auth: 'none' })).not.toThrow();
  });

  it('limit the rows of a call to what call and CRM take, one where there is no list', () => {
    expect(open(good).limits).toEqual({ readRows: 200, writeRows: 200 });
    expect(open({ ...good, write: { ...good.write, rows: 50 } }).limits).toEqual({ readRows: 200, writeRows: 50 });
    expect(open({ ...good, read: { ...good.read, rows: 5_000 } }).limits.readRows).toBe(200);
    expect(open(singleConnection({ url: good.url })).limits).toEqual({ readRows: 1, writeRows: 1 });
  });
});

describe('a secret', () => {
  let server: HttpCrmServer;
  beforeEach(async () => {
    server = await startHttpCrm();
  });
  afterEach(() => server.stop());

  it('is read for every call, so that a renewed one counts', async () => {
    let token = 'old';
    const crm = open(batchConnection(server), () => token);
    await expect(crm.read(['a'], [])).rejects.toMatchObject({ trouble: 'permanent' });
    token = server.token;
    expect(await crm.read(['a'], [])).toEqual([undefined]);
  });

  it('that no header can carry is not told to anybody', async () => {
    const failure = await open(batchConnection(server), () => 'to\nken')
      .read(['a'], [])
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'SETTINGS_INVALID',
      message: expect.stringContaining('CRM_TOKEN') as string,
    });
    expect(String(failure)).not.toContain('ken');
  });

  it.each([
    ['basic', { basic: { user: 'ann', password: { env: 'P' } } }, 'süß', { authorization: 'Basic YW5uOnPDvMOf' }],
    ['a header', { header: { name: 'X-Api-Key', value: { file: 'key' } } }, 'plain', { 'x-api-key': 'plain' }],
    ['bearer', { bearer: { env: 'P' } }, 'plain', { authorization: 'Bearer plain' }],
  ])('goes along as %s, beside the headers of the settings', async (_, auth, secret, headers) => {
    const own = { 'Content-Type': 'application/json; v=2', accept: 'application/json; v=2' };
    const crm = open({ ...batchConnection(server), auth, headers: own }, () => secret);
    await expect(crm.read(['a'], [])).rejects.toMatchObject({ trouble: 'permanent' });
    expect(server.headers).toHaveLength(1);
    expect(server.headers[0]).toMatchObject({ ...headers, 'content-type': own['Content-Type'], accept: own.accept });
  });
});

describe('preflight of an HTTP CRM', () => {
  let server: HttpCrmServer;
  beforeEach(async () => {
    server = await startHttpCrm();
  });
  afterEach(() => server.stop());

  it('says which field takes too few decimals or characters, and which this user may not write', async () => {
    const crm = openedHttpCrm(server, batchConnection(server));
    expect(await crm.preflight([{ name: 'call_rank', type: 'number', digits: 2 }, httpFields.text])).toEqual([
      { field: 'call_rank', reason: 'call_rank takes 0 decimals, and 2 are to be written' },
    ]);
    expect(await crm.preflight([{ ...httpFields.text, characters: 5_000 }])).toEqual([
      { field: 'why', reason: 'why takes 4000 characters, and 5000 may be written' },
    ]);
    expect(await crm.preflight([{ ...httpFields.text, characters: 4_000 }])).toEqual([]);
    server.faults.readOnly = true;
    expect(await crm.preflight([httpFields.text])).toEqual([{ field: 'why', reason: 'this user may not write why' }]);
  });

  it('takes fields by name, and the last key of where a field is', async () => {
    const connection = batchConnection(server);
    const crm = openedHttpCrm(server, { ...connection, fields: { win: 'fields.win_probability' } });
    expect(await crm.preflight([{ name: 'win', type: 'number', digits: 4 }])).toEqual([]);
    const byName = { ...connection.describe, name: undefined, fields: 'fields.0' };
    const keyed = openedHttpCrm(server, { ...connection, describe: byName });
    expect(await keyed.preflight([{ name: 'scale', type: 'number' }, httpFields.text])).toEqual([
      { field: 'why', reason: 'there is no field why' },
    ]);
  });

  it('asks for a record where the fields are not described', async () => {
    const undescribed = { ...plainConnection(server), describe: undefined };
    const crm = openedHttpCrm(server, undescribed);
    expect(await crm.preflight([{ name: 'anything', type: 'text' }])).toEqual([]);
    expect(server.calls).toMatchObject([{ method: 'GET', path: '/plain', status: 200 }]);
    const elsewhere = { ...undescribed, read: { ...undescribed.read, path: '/nowhere' } };
    const reason = expect.stringContaining('404') as string;
    expect(await openedHttpCrm(server, elsewhere).preflight([httpFields.text])).toEqual([{ field: undefined, reason }]);
    const misread = { ...undescribed, read: { ...undescribed.read, records: 'data' } };
    expect(await openedHttpCrm(server, misread).preflight([httpFields.text])).toEqual([
      { field: undefined, reason: expect.stringContaining('nothing at data') as string },
    ]);
  });
});
