import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CrmError, type Crm } from '../../crm/crm.ts';
import { httpFields, openedHttpCrm } from './http-opened.ts';
import { startHttpCrm, type HttpCrmServer } from './http-server.ts';
import { batchConnection } from './http-server-settings.ts';

let server: HttpCrmServer;
let crm: Crm;
beforeEach(async () => {
  server = await startHttpCrm();
  server.records.put([
    { id: 'a', values: { win_probability: 0.25 } },
    { id: 'b', values: { win_probability: 0.25 } },
  ]);
  crm = openedHttpCrm(server, batchConnection(server));
});
afterEach(() => server.stop());

const rows = ['a', 'b'].map((id) => ({ id, values: { win_probability: 0.5 } }));
const write = () => crm.write(rows);
const trouble = async (call: Promise<unknown>): Promise<CrmError> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CrmError) return error;
  throw new Error('expected a CrmError', { cause: error });
};

describe('an HTTP CRM that has too much to do', () => {
  it('is waited for as long as it asks, in seconds', async () => {
    server.faults.throttle = { calls: 1, retryAfter: '7' };
    expect(await trouble(write())).toMatchObject({ trouble: 'throttled', retryAfterMs: 7_000 });
    expect(await write()).toEqual([{ state: 'written' }, { state: 'written' }]);
  });

  it('is waited for until the time it names', async () => {
    const until = new Date(Date.now() + 3_600_000).toUTCString();
    server.faults.throttle = { calls: 1, retryAfter: until };
    const { retryAfterMs = 0 } = await trouble(write());
    expect(retryAfterMs).toBeGreaterThan(3_000_000);
    expect(retryAfterMs).toBeLessThanOrEqual(3_600_000);
  });

  it('is not said to have asked for a wait that it did not name', async () => {
    server.faults.throttle = { calls: 1 };
    const error = await trouble(crm.read(['a'], ['win_probability']));
    expect(error).toMatchObject({ trouble: 'throttled', retryAfterMs: undefined });
    expect(error.message).toContain('too many calls');
  });
});

describe('an HTTP CRM that does not answer', () => {
  it.each([500, 502, 503, 504, 408])('with a page of status %i may be asked again', async (status) => {
    server.faults.fail = { calls: 1, status };
    const error = await trouble(write());
    expect(error.trouble).toBe('transient');
    expect(error.message).toContain(`PATCH ${server.url}/opportunities answered ${status}`);
    expect(await write()).toEqual([{ state: 'written' }, { state: 'written' }]);
  });

  it('because it is not there may be asked again', async () => {
    await server.stop();
    const error = await trouble(write());
    expect(error.trouble).toBe('transient');
    expect(error.message).toContain('ECONNREFUSED');
    await expect(crm.preflight([])).rejects.toMatchObject({ trouble: 'transient' });
  });

  it('in time may be asked again', async () => {
    crm = openedHttpCrm(server, batchConnection(server), { timeout_seconds: 0.2 });
    server.faults.slowMs = 2_000;
    expect(await trouble(write())).toMatchObject({ trouble: 'transient' });
  });

  it('is believed to have written, or not, by nobody: it stored the rows and dropped the connection', async () => {
    server.faults.dropAfterStoring = 1;
    expect(await trouble(write())).toMatchObject({ trouble: 'transient' });
    expect(await crm.read(['a'], ['win_probability'])).toMatchObject([{ values: { win_probability: 0.5 } }]);
    server.faults.dropBefore = 1;
    expect(await trouble(crm.read(['a'], ['win_probability']))).toMatchObject({ trouble: 'transient' });
  });

  it('with JSON may be asked again: a page of something that stands between', async () => {
    server.faults.fail = { calls: 1, status: 200 };
    const error = await trouble(write());
    expect(error.trouble).toBe('transient');
    expect(error.message).toContain('not JSON');
  });
});

describe('an HTTP CRM that will not', () => {
  it('is left alone once the token counts no more', async () => {
    server.faults.loggedOut = true;
    expect(await trouble(write())).toMatchObject({ trouble: 'permanent' });
    const error = await trouble(crm.read(['a'], ['win_probability']));
    expect(error.trouble).toBe('permanent');
    expect(error.message).toMatch(/answered 401: who are you\?$/);
    expect(error.message).not.toContain(server.token);
    expect(await crm.preflight([httpFields.number])).toEqual([
      { field: undefined, reason: expect.stringContaining('401') as string },
    ]);
  });

  it.each([301, 302, 402, 405])('is left alone after status %i', async (status) => {
    server.faults.fail = { calls: 1, status };
    expect(await trouble(write())).toMatchObject({ trouble: 'permanent' });
  });

  it.each([400, 413, 422])(
    'gets smaller calls after status %i, down to a row, which is then refused',
    async (status) => {
      server.faults.fail = { calls: 3, status };
      expect(await trouble(write())).toMatchObject({ trouble: 'batch' });
      expect(await crm.write(rows.slice(0, 1))).toMatchObject([{ state: 'refused', again: false }]);
      expect(await trouble(crm.read(['a'], ['win_probability']))).toMatchObject({ trouble: 'batch' });
      expect(server.records.stored('a')).toBe(0);
    },
  );
});
