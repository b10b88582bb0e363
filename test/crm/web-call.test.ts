import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retryAfterMs, webCall } from '../../crm/web-call.ts';
import { startRestServer, type RestServer } from './rest-server.ts';

describe('a call over the web', () => {
  let server: RestServer;
  beforeAll(async () => {
    server = await startRestServer(({ path }) =>
      path === '/away' ? { status: 302, headers: { location: '/there' } } : { status: 200, body: 'here' },
    );
  });
  afterAll(() => server.stop());
  const get = (path: string, timeoutMs = 30_000) => webCall({ method: 'GET', url: server.url + path, timeoutMs });

  it('gives any answer as it is, and follows none to another place', async () => {
    expect(await get('/')).toMatchObject({ status: 200, text: 'here' });
    server.interrupt(/^GET \/$/, { status: 503, body: 'busy' });
    expect(await get('/')).toMatchObject({ status: 503, text: 'busy' });
    expect(await get('/away')).toMatchObject({ status: 302 });
    expect(server.requests.map((request) => request.path)).not.toContain('/there');
  });

  it('says in words why there is no answer', async () => {
    server.interrupt(/slow/, 'silence');
    const silent = expect.stringMatching(/^127\.0\.0\.1:\d+ did not answer: nothing came within 100 ms$/) as string;
    await expect(get('/slow', 100)).rejects.toMatchObject({ trouble: 'transient', message: silent });
    server.interrupt(/cut/, 'drop');
    await expect(get('/cut')).rejects.toMatchObject({ trouble: 'transient' });
    const up = await server.goDown();
    const refused = expect.stringContaining('ECONNREFUSED') as string;
    await expect(get('/')).rejects.toMatchObject({ trouble: 'transient', message: refused });
    await up();
    expect(await get('/')).toMatchObject({ status: 200 });
  });

  it('takes a time that is no whole number of milliseconds', async () => {
    expect(await get('/', 1.005 * 1_000)).toMatchObject({ status: 200 });
  });

  it('names a header that cannot be sent and never shows its value, which may be a login', async () => {
    for (const value of ['Bearer s3cret\nline', 'Bearer s3cret\u200b']) {
      const failure = await webCall({ method: 'GET', url: server.url, headers: { authorization: value }, timeoutMs: 30_000 })
        .catch((error: unknown) => error); // prettier-ignore
      expect(failure).toMatchObject({
        trouble: 'permanent',
        message: expect.stringContaining('authorization') as string,
      });
      expect(inspect(failure)).not.toContain('s3cret');
    }
  });

  it.each([
    ['7', 7_000],
    ['0.5', 500],
    ['0', 0],
    ['soon', undefined],
    ['-3', undefined],
    ['', undefined],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ])('waits as long as Retry-After "%s" asks', (text, waitMs) => {
    expect(retryAfterMs(new Headers({ 'retry-after': text }))).toBe(waitMs);
  });

  it('waits until the date that Retry-After names', () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    const waitMs = retryAfterMs(new Headers({ 'retry-after': inAMinute })) ?? 0;
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(60_000);
  });
});
