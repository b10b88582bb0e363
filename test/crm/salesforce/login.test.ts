import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Crm } from '../../../crm/crm.ts';
import { openSalesforceCrm } from '../../../crm/salesforce/crm.ts';
import { optionsFor } from './fixture.ts';
import { restError } from './rest-error.ts';
import { startSalesforce, type SalesforceServer } from './server.ts';

describe('the login of Salesforce', () => {
  let server: SalesforceServer;
  beforeAll(async () => {
    server = await startSalesforce();
    server.org.put('a', { Score__c: 0.5 });
  });
  afterAll(() => server.stop());

  const ways = (): Record<string, Readonly<Record<string, unknown>>> => {
    const { clientId, clientSecret, refreshToken, username, privateKey } = server.tokens;
    return {
      'client credentials': { client_id: clientId, client_secret: { env: clientSecret } },
      'a refresh token': { client_id: clientId, refresh_token: { env: refreshToken } },
      'a signed claim': { client_id: clientId, username, private_key: { env: privateKey } },
    };
  };
  const open = (auth: unknown): Crm => openSalesforceCrm(optionsFor(server, { connection: { auth } }));
  const logins = (): number => server.requests.filter((request) => request.path.includes('oauth2')).length;

  it.each(['client credentials', 'a refresh token', 'a signed claim'])(
    'is made once by %s, and again when it has run out',
    async (way) => {
      const crm = open(ways()[way]);
      const before = logins();
      await Promise.all([1, 2, 3].map(() => crm.read(['a'], ['Score__c'])));
      expect(logins() - before).toBe(1);
      server.tokens.expire();
      expect(await crm.read(['a'], ['Score__c'])).toMatchObject([{ values: { Score__c: 0.5 } }]);
      expect(logins() - before).toBe(2);
    },
  );

  it.each([
    { client_id: 'client', client_secret: { env: 'wrong' } },
    { client_id: 'client', refresh_token: { env: 'wrong' } },
    { client_id: 'client', username: 'nobody@example.com', private_key: { env: 'no key' } },
  ])('that is refused is permanent, and shows no secret: %o', async (auth) => {
    const message = expect.not.stringMatching(/wrong|no key/) as string;
    await expect(open(auth).read(['a'], ['Score__c'])).rejects.toMatchObject({ trouble: 'permanent', message });
    expect(await open(auth).preflight([])).toMatchObject([{ field: undefined }]);
  });

  it('with a token that has run out is permanent', async () => {
    const crm = open({ token: { env: server.tokens.make() } });
    server.tokens.expire();
    const message = expect.stringContaining('INVALID_SESSION_ID') as string;
    await expect(crm.read(['a'], ['Score__c'])).rejects.toMatchObject({ trouble: 'permanent', message });
  });

  it('with a token goes on with the one that stands there by now', async () => {
    let token = server.tokens.make();
    const crm = openSalesforceCrm({ ...optionsFor(server), secret: () => token });
    await crm.read(['a'], ['Score__c']);
    server.tokens.expire();
    token = server.tokens.make();
    expect(await crm.read(['a'], ['Score__c'])).toMatchObject([{ values: { Score__c: 0.5 } }]);
  });

  it('is tried again by the next call when nobody answered it', async () => {
    server.interrupt(/oauth2/, restError(503, 'SERVER_UNAVAILABLE', 'busy'));
    const crm = open(ways()['client credentials']);
    await expect(crm.read(['a'], ['Score__c'])).rejects.toMatchObject({ trouble: 'transient' });
    expect(await crm.read(['a'], ['Score__c'])).toMatchObject([{ values: { Score__c: 0.5 } }]);
  });

  it.each([
    [{ instance: 'http://example.com' }, 'crm.connection.instance: expected an https address'],
    [{ auth: { client_id: 'x' } }, 'crm.connection.auth: expected token'],
    [{ id_field: "x' OR" }, 'crm.connection.id_field: expected the API name'],
    [{ api_version: 62 }, 'crm.connection.api_version'],
  ])('is not tried with settings that cannot be: %o', (connection, message) => {
    expect(() => openSalesforceCrm(optionsFor(server, { connection }))).toThrow(
      expect.objectContaining({ code: 'SETTINGS_INVALID', message: expect.stringContaining(message) as string }),
    );
  });
});
