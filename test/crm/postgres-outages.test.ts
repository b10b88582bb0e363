import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CrmError, type Crm } from '../../crm/crm.ts';
import { openLeads, RIGHTS, TABLE } from './postgres-crm.ts';
import { missing, newPostgres, type PostgresServer } from './postgres-server.ts';

const ROWS = 400;
const CALL = 50;

describe.skipIf(missing)(`a PostgreSQL in trouble${missing === undefined ? '' : ` (NOT TESTED: ${missing})`}`, () => {
  let server: PostgresServer;
  let crm: Crm;
  beforeAll(async () => {
    server = await newPostgres();
    await server.sql(TABLE);
    await server.sql(RIGHTS);
    await server.sql(`INSERT INTO leads (opportunity, score) SELECT 'o' || i, 0 FROM generate_series(1, ${ROWS}) i`);
  });
  afterAll(() => server.remove());
  beforeEach(() => {
    crm = openLeads(server);
  });
  afterEach(() => crm.close());
  const ids = Array.from({ length: ROWS }, (_, i) => `o${i + 1}`);
  const failure = (thrown: unknown): CrmError => {
    if (thrown instanceof CrmError) return thrown;
    throw thrown;
  };
  const write = (some: readonly string[], score: number) => crm.write(some.map((id) => ({ id, values: { score } })));

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'is written whole calls or nothing of them while it is stopped with %s again and again',
    async (signal) => {
      let stopped = 0;
      for (let round = 1; round <= 6; round++) {
        const score = round / 100;
        const acknowledged = new Set<string>();
        const stopping = sleep(round * 7).then(() => server.stop(signal));
        for (let at = 0; at < ROWS; at += CALL) {
          const some = ids.slice(at, at + CALL);
          const outcomes = await write(some, score).catch(failure);
          if (outcomes instanceof CrmError) {
            expect(outcomes.trouble).toBe('transient');
            stopped += 1;
          } else for (const id of some) acknowledged.add(id);
        }
        await stopping;
        await server.start();
        const now = await crm.read(ids, ['score']);
        for (let at = 0; at < ROWS; at += CALL) {
          const written = now.slice(at, at + CALL).filter((record) => record?.values['score'] === score).length;
          // a call whose answer was lost may be there or not, but never in part
          expect([acknowledged.has(ids[at]!) ? CALL : 0, CALL]).toContain(written);
        }
        expect(await write(ids, score)).toEqual(ids.map(() => ({ state: 'written' })));
      }
      expect(stopped).toBeGreaterThan(0);
    },
    300_000,
  );

  it('goes on after its connections were ended from the other side', async () => {
    await write(ids.slice(0, 2), 0.5);
    await server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'daybreak'");
    await sleep(50);
    const after = await write(ids.slice(0, 2), 0.5).catch(() => write(ids.slice(0, 2), 0.5));
    expect(after).toEqual([{ state: 'written' }, { state: 'written' }]);
  });

  it('writes nothing of a call that takes too long, and asks for smaller ones', async () => {
    const quick = openLeads(server, { limits: { timeout_seconds: 2 } });
    await server.sql(`
      CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.5); RETURN new; END';
      CREATE TRIGGER slow BEFORE UPDATE ON leads FOR EACH ROW EXECUTE FUNCTION slow()`);
    try {
      const rows = ids.slice(0, 10).map((id) => ({ id, values: { score: 0.77 } }));
      const answer = await quick.write(rows).catch(failure);
      expect(answer).toMatchObject({ trouble: 'batch', message: expect.stringContaining('57014') as string });
      expect(await server.sql('SELECT FROM leads WHERE score = 0.77')).toEqual([]);
      expect(await quick.write(rows.slice(0, 1))).toEqual([{ state: 'written' }]);
    } finally {
      await server.sql('DROP FUNCTION slow CASCADE');
      await quick.close();
    }
  });

  it('gives up a server that says nothing at all', async () => {
    const quick = openLeads(server, { limits: { timeout_seconds: 1, parallel: 1 } });
    await quick.read(['o1'], ['score']);
    const [{ pid } = {}] = await server.sql(
      "SELECT pid FROM pg_stat_activity WHERE usename = 'daybreak' AND application_name = 'daybreak' ORDER BY backend_start DESC LIMIT 1",
    );
    process.kill(Number(pid), 'SIGSTOP');
    try {
      expect(await quick.read(['o1'], ['score']).catch(failure)).toMatchObject({ trouble: 'transient' });
      expect(await quick.read(['o1'], ['score'])).toHaveLength(1);
    } finally {
      process.kill(Number(pid), 'SIGCONT');
      await quick.close();
    }
  });

  it('does not wait long for a table that is locked whole', async () => {
    const quick = openLeads(server, { limits: { timeout_seconds: 2 } });
    await quick.read(['o1'], ['score']);
    const person = await server.person();
    await person.query('BEGIN; LOCK TABLE leads');
    const answer = await quick.write([{ id: 'o1', values: { score: 0.5 } }]).catch(failure);
    expect(answer).toMatchObject({ trouble: 'transient', message: expect.stringContaining('55P03') as string });
    await person.end();
    await quick.close();
  });

  it('may be asked later when it has no connection to give', async () => {
    await server.sql('ALTER ROLE daybreak CONNECTION LIMIT 0');
    const answer = await crm.read(['o1'], ['score']).catch(failure);
    expect(answer).toMatchObject({ trouble: 'transient', message: expect.stringContaining('53300') as string });
    await server.sql('ALTER ROLE daybreak CONNECTION LIMIT -1');
    expect(await crm.read(['o1'], ['score'])).toHaveLength(1);
  });

  it('asks for the password with every connection, and names the secret that is missing', async () => {
    const secret = { env: 'DAYBREAK_TEST_CHANGING' };
    const other = openLeads(server, { connection: { user: 'changing', password: secret } });
    await server.sql("CREATE ROLE changing LOGIN PASSWORD 'one'; GRANT SELECT ON leads TO changing");
    await expect(other.read(['o1'], ['score'])).rejects.toMatchObject({ code: 'SETTINGS_INVALID' });
    for (const password of ['one', 'two']) {
      process.env[secret.env] = password;
      await server.sql(`ALTER ROLE changing PASSWORD '${password}'`);
      await server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'changing'");
      await sleep(100);
      expect(await other.read(['o1'], ['score'])).toHaveLength(1);
    }
    await other.close();
  });

  it.each([
    ['a wrong password', { user: 'secured', password: { env: 'DAYBREAK_TEST_WRONG' } }, /28P01/],
    ['no password', { user: 'secured' }, /password/],
    ['a user that is not there', { user: 'nobody_here' }, /28000/],
    ['a database that is not there', { database: 'nowhere' }, /3D000/],
    ['a table that is not there', { table: 'nothing' }, /no table "nothing"/],
    ['a server without TLS', { tls: { verify: true } }, /SSL/],
  ])('fails for good with %s', async (_, connection, says) => {
    process.env['DAYBREAK_TEST_WRONG'] = 'wrong';
    await server.sql("SELECT FROM pg_roles WHERE rolname = 'secured'").then(async (there) => {
      if (there.length === 0) await server.sql("CREATE ROLE secured LOGIN PASSWORD 'right'");
    });
    const other = openLeads(server, { connection });
    const expected = { name: 'CrmError', trouble: 'permanent', message: expect.stringMatching(says) as string };
    await expect(other.read(['o1'], ['score'])).rejects.toMatchObject(expected);
    await expect(other.preflight([])).rejects.toMatchObject(expected);
    await other.close();
  });
});
