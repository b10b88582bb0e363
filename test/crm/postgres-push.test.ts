import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pushSceneBy } from '../../activities/push/push-scene.ts';
import { pushRuns } from '../../activities/push/push-runs.ts';
import type { Crm } from '../../crm/crm.ts';
import type { PushResult } from '../../domain/push-result.ts';
import { crmSettings, fakeClock, pushHome, quiet } from '../activities/push-home.ts';
import { openLeads, RIGHTS, TABLE } from './postgres-crm.ts';
import { missing, newPostgres, type PostgresServer } from './postgres-server.ts';

const ROWS = 500;
const CALL = 100;
const RUN = { dictionary: 'shop', date: '2026-03-01', run: 1 } as const;
const settings = crmSettings(
  'claim',
  { fields: { score: { value: 'win.score' }, weight: { value: 'win.other' } } },
  { rows_a_call: CALL, parallel: 1 },
);

describe.skipIf(missing)(
  `a push into PostgreSQL${missing === undefined ? '' : ` (NOT TESTED: ${missing})`}`,
  { timeout: 60_000 },
  () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await newPostgres();
      await server.sql(TABLE);
      await server.sql(RIGHTS);
    });
    afterAll(() => server.remove());
    beforeEach(async () => {
      await server.sql('DELETE FROM leads');
      await server.sql(`INSERT INTO leads (opportunity) SELECT 'o' || i FROM generate_series(1, ${ROWS}) i`);
    });

    /** Something is done to the table before the third call that writes. */
    const meddled = (meddle: () => Promise<unknown>): Crm => {
      const crm = openLeads(server, { limits: { rows_a_call: CALL } });
      let writes = 0;
      return {
        ...crm,
        write: async (rows) => {
          writes += 1;
          if (writes === 3) await meddle();
          return crm.write(rows);
        },
      };
    };

    it.each([
      ['a column', 'ALTER TABLE leads DROP COLUMN weight', 'ALTER TABLE leads ADD COLUMN weight double precision; GRANT SELECT (weight), UPDATE (weight) ON leads TO daybreak', 'weight'], // prettier-ignore
      ['a right', 'REVOKE UPDATE (weight) ON leads FROM daybreak', 'GRANT UPDATE (weight) ON leads TO daybreak', 'permission denied'], // prettier-ignore
    ])('whose table loses %s meanwhile stops, says why, and goes on when it is back', async (_, lose, mend, said) => {
      const home = await pushHome();
      const values = { score: 0.5, weight: 0.25 };
      const lines = Array.from({ length: ROWS }, (_row, i) => ({ id: `o${i + 1}`, values, changed: true }));
      const parts = await home.leads(RUN, 'claim', lines);
      const push = (crm: Crm): Promise<PushResult> =>
        pushSceneBy(fakeClock(), home.ports(settings, crm), { run: RUN, scene: 'claim', parts }, quiet);
      const count = async (where: string): Promise<unknown> =>
        (await server.sql(`SELECT count(*)::int AS rows FROM leads WHERE ${where}`))[0]?.['rows'];

      await expect(push(meddled(() => server.sql(lose)))).rejects.toMatchObject({
        code: 'CRM_REFUSED',
        message: expect.stringContaining(said) as string,
      });
      expect(await pushRuns(home.store, 'claim')).toMatchObject([{ state: 'failed' }]);
      expect(await count('score = 0.5')).toBe(200);
      await server.sql(mend);
      expect(await push(openLeads(server, { limits: { rows_a_call: CALL } }))).toMatchObject({
        ...{ changed: ROWS, delivered: ROWS, edited: 0, dead: 0 },
      });
      expect(await count('score = 0.5 AND weight = 0.25')).toBe(ROWS);
    });
  },
);
