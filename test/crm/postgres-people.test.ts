import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Crm, CrmWrite } from '../../crm/crm.ts';
import { openLeads, RIGHTS, TABLE } from './postgres-crm.ts';
import { missing, newPostgres, type PostgresServer } from './postgres-server.ts';

const written = { state: 'written' };
const refused = (reason: RegExp, again: boolean) => ({
  state: 'refused',
  reason: expect.stringMatching(reason) as string,
  again,
});

describe.skipIf(missing)(
  `people at work in PostgreSQL${missing === undefined ? '' : ` (NOT TESTED: ${missing})`}`,
  () => {
    let server: PostgresServer;
    let crm: Crm;
    beforeAll(async () => {
      server = await newPostgres();
      await server.sql(TABLE);
      await server.sql(RIGHTS);
    });
    afterAll(() => server.remove());
    beforeEach(async () => {
      await server.sql("INSERT INTO leads (opportunity, score) SELECT 'o' || i, 0.25 FROM generate_series(1, 50) i");
      crm = openLeads(server);
    });
    afterEach(async () => {
      await crm.close();
      await server.sql('DELETE FROM leads');
    });
    const ids = Array.from({ length: 50 }, (_, i) => `o${i + 1}`);
    const rowsSeen = async (score = 0.5): Promise<CrmWrite[]> => {
      const seen = await crm.read(ids, ['score']);
      return ids.map((id, i) => ({ id, values: { score }, ...(seen[i] && { seen: seen[i] }) }));
    };
    const scoreOf = async (id: string): Promise<unknown> =>
      (await server.sql('SELECT score::float8 FROM leads WHERE opportunity = $1', [id]))[0]?.['score'];

    it('does not wait for a person who holds a row, writes the others, and takes the row when it is free', async () => {
      const person = await server.person();
      await person.query("BEGIN; SELECT FROM leads WHERE opportunity = 'o7' FOR UPDATE");
      const rows = await rowsSeen();
      const outcomes = await crm.write(rows);
      expect(outcomes).toEqual(ids.map((id) => (id === 'o7' ? refused(/holds a lock/, true) : written)));
      expect(await scoreOf('o7')).toBe(0.25);
      await person.query('ROLLBACK');
      expect(await crm.write(rows.filter(({ id }) => id === 'o7'))).toEqual([written]);
      await person.end();
    });

    it('finds an edit that is saved while the rows are on their way, and the edit stands', async () => {
      const person = await server.person();
      const rows = await rowsSeen();
      await person.query("BEGIN; UPDATE leads SET score = 0.9 WHERE opportunity = 'o7'");
      expect((await crm.write(rows))[6]).toEqual(refused(/holds a lock/, true));
      await person.query('COMMIT');
      expect(await crm.write(rows.slice(6, 7))).toEqual([{ state: 'conflict' }]);
      expect(await scoreOf('o7')).toBe(0.9);
      await person.end();
    });

    it('loses no edit among many pushes and people at once', async () => {
      await server.sql('UPDATE leads SET weight = 0');
      const some = ids.slice(0, 8);
      const edits = 25;
      const people = Promise.all(
        some.map(async (id) => {
          for (let edit = 0; edit < edits; edit++) {
            await server.sql('UPDATE leads SET weight = weight + 1000 WHERE opportunity = $1', [id]);
          }
        }),
      );
      const counted = new Map(some.map((id) => [id, 0]));
      let over = false;
      const push = async (): Promise<void> => {
        while (!over) {
          const seen = await crm.read(some, ['weight']);
          const rows = some.map((id, i): CrmWrite => ({
            id,
            values: { weight: Number(seen[i]?.values['weight']) + 1 },
            ...(seen[i] && { seen: seen[i] }),
          }));
          for (const [i, { state }] of (await crm.write(rows)).entries()) {
            if (state === 'written') counted.set(some[i]!, counted.get(some[i]!)! + 1);
          }
        }
      };
      const pushes = [push(), push()];
      await people;
      over = true;
      await Promise.all(pushes);
      const now = await crm.read(some, ['weight']);
      // of each thousand an edit, of each one a push that was acknowledged
      expect(now.map((record) => record?.values['weight'])).toEqual(some.map((id) => edits * 1_000 + counted.get(id)!));
      expect([...counted.values()].reduce((a, b) => a + b)).toBeGreaterThan(0);
    });

    it('writes no row that was not read as it is now: without a version, by the values', async () => {
      const rows = ids
        .slice(0, 3)
        .map((id): CrmWrite => ({ id, values: { score: 0.5 }, seen: { values: { score: 0.25, reasons: null } } }));
      await server.sql("UPDATE leads SET reasons = 'mine' WHERE opportunity = 'o2'");
      expect(await crm.write(rows)).toEqual([written, { state: 'conflict' }, written]);
    });

    it('takes rows of different fields in one call, all or none', async () => {
      const rows: CrmWrite[] = [
        { id: 'o1', values: { score: 0.5 } },
        { id: 'o2', values: { reasons: 'two' } },
        { id: 'o3', values: { score: 0.75, reasons: 'three', scored_on: '2026-03-01' } },
      ];
      expect(await crm.write(rows)).toEqual([written, written, written]);
      const bad: CrmWrite[] = [
        { id: 'o1', values: { score: 0.1 } },
        { id: 'o2', values: { reasons: 'again', score: 7 } },
      ];
      await expect(crm.write(bad)).rejects.toMatchObject({ trouble: 'batch' });
      expect(await crm.read(['o1', 'o2', 'o3'], ['score', 'reasons', 'scored_on'])).toMatchObject([
        { values: { score: 0.5, reasons: null, scored_on: null } },
        { values: { score: 0.25, reasons: 'two', scored_on: null } },
        { values: { score: 0.75, reasons: 'three', scored_on: '2026-03-01' } },
      ]);
    });

    it('says what the server says of a row that it refuses, without the record that belongs to people', async () => {
      await server.sql("UPDATE leads SET customer = 'Confidential Ltd' WHERE opportunity = 'o1'");
      const one = async (values: CrmWrite['values']) => (await crm.write([{ id: 'o1', values }]))[0];
      expect(await one({ score: 1.5 })).toEqual(refused(/violates check constraint.*23514/, false));
      expect(await one({ score: 12.5 })).toEqual(refused(/overflow.*precision 5, scale 4.*22003/, false));
      expect(await one({ scored_on: '2026-02-30' })).toEqual(refused(/2026-02-30.*22008/, false));
      expect(await one({ reasons: 'a\0b' })).toEqual(refused(/22021/, false));
      expect(JSON.stringify(await one({ score: 1.5 }))).not.toContain('Confidential');
    });

    it('says when a trigger or a row policy keeps a record as it is', async () => {
      await server.sql(`
      CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE FUNCTION object() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''closed deal''; END';
      CREATE TRIGGER keep BEFORE UPDATE ON leads FOR EACH ROW WHEN (old.opportunity = 'o1') EXECUTE FUNCTION keep();
      CREATE TRIGGER object BEFORE UPDATE ON leads FOR EACH ROW WHEN (old.opportunity = 'o2') EXECUTE FUNCTION object();
      CREATE POLICY seen ON leads FOR SELECT USING (true);
      CREATE POLICY ours ON leads FOR UPDATE USING (opportunity <> 'o3') WITH CHECK (opportunity <> 'o4');
      ALTER TABLE leads ENABLE ROW LEVEL SECURITY`);
      try {
        const write = (id: string) => crm.write([{ id, values: { score: 0.5 } }]);
        expect(await write('o1')).toEqual([refused(/trigger/, false)]);
        expect(await write('o2')).toEqual([refused(/closed deal.*P0001/, false)]);
        expect(await write('o3')).toEqual([refused(/row policy/, true)]);
        expect(await write('o4')).toEqual([refused(/row-level security/, false)]);
        expect(await write('o5')).toEqual([written]);
      } finally {
        await server.sql(`
        DROP FUNCTION keep CASCADE; DROP FUNCTION object CASCADE; DROP POLICY seen ON leads; DROP POLICY ours ON leads;
        ALTER TABLE leads DISABLE ROW LEVEL SECURITY`);
      }
    });

    it('goes on after the table is changed under it', async () => {
      const rows = await rowsSeen();
      await crm.write(rows.slice(0, 5));
      await server.sql(
        'ALTER TABLE leads ALTER COLUMN score TYPE double precision; ALTER TABLE leads ADD COLUMN other int',
      );
      try {
        const again = async () => crm.write((await rowsSeen(0.7)).slice(0, 5));
        // what was prepared for the old type may fail once; then it is made anew
        expect(await again().catch(again)).toEqual(Array.from({ length: 5 }, () => written));
      } finally {
        await server.sql('ALTER TABLE leads ALTER COLUMN score TYPE numeric(5,4); ALTER TABLE leads DROP COLUMN other');
      }
    });
  },
);
