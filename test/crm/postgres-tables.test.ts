import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CrmField } from '../../crm/crm.ts';
import { openLeads } from './postgres-crm.ts';
import { missing, newPostgres, type PostgresServer } from './postgres-server.ts';

describe.skipIf(missing)(`tables of PostgreSQL${missing === undefined ? '' : ` (NOT TESTED: ${missing})`}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await newPostgres();
    await server.sql('CREATE ROLE daybreak LOGIN');
  });
  afterAll(() => server.remove());
  const number = (name: string, digits: number): CrmField => ({ name, type: 'number', digits });
  const faultsOf = async (fields: readonly CrmField[], connection: Readonly<Record<string, unknown>>) => {
    const crm = openLeads(server, { connection });
    const faults = await crm.preflight(fields);
    await crm.close();
    return faults.map(({ field, reason }) => (field === undefined ? reason : `${field}: ${reason}`));
  };

  it('finds every column that would not give back what was sent', async () => {
    await server.sql(`
      CREATE DOMAIN share AS numeric(3, 2);
      CREATE TABLE kinds (
        id text PRIMARY KEY, whole integer, fine numeric, coarse numeric(5, 2), tens numeric(5, -1), share share, single real,
        double double precision, cash money, said text, short varchar(10), fixed char(10), day date, moment timestamptz, flag boolean,
        made numeric GENERATED ALWAYS AS (whole) STORED, secret numeric, shown numeric);
      GRANT SELECT, UPDATE ON kinds TO daybreak;
      REVOKE SELECT, UPDATE ON kinds FROM daybreak;
      GRANT SELECT (id, whole, fine, coarse, tens, share, single, double, cash, said, short, fixed, day, moment, flag, made, shown, xmin),
        UPDATE (whole, fine, coarse, tens, share, single, double, cash, said, short, fixed, day, moment, flag) ON kinds TO daybreak`);
    const kinds = { table: 'kinds', id: 'id' };
    const good: CrmField[] = [
      number('whole', 0),
      number('fine', 12),
      number('coarse', 2),
      number('share', 2),
      number('single', 4),
      number('double', 9),
      { name: 'said', type: 'text', characters: 2_000 },
      { name: 'short', type: 'text', characters: 10 },
      { name: 'day', type: 'date' },
    ];
    expect(await faultsOf(good, kinds)).toEqual([]);
    const bad: CrmField[] = [
      number('id', 0),
      number('whole', 1),
      number('coarse', 4),
      number('tens', 0),
      number('share', 4),
      number('single', 8),
      number('cash', 2),
      number('said', 2),
      number('day', 0),
      number('made', 0),
      number('secret', 0),
      number('shown', 0),
      { name: 'fine', type: 'text' },
      { name: 'short', type: 'text', characters: 11 },
      { name: 'fixed', type: 'text' },
      { name: 'moment', type: 'date' },
      { name: 'flag', type: 'text' },
      { name: 'nowhere', type: 'text' },
    ];
    expect(await faultsOf(bad, kinds)).toMatchInlineSnapshot(`
      [
        "id: it holds the ids",
        "whole: the column whole is integer, which has no decimals; the field has 1",
        "coarse: the column coarse is numeric(5,2), which would round; the field has 4 decimals",
        "tens: the column tens is numeric(5,-1), which would round; the field has 0 decimals",
        "share: the column share is numeric(3,2), which would round; the field has 4 decimals",
        "single: the column single is real, good for 6 digits; the field has 8",
        "cash: the column cash is money, a number needs numeric, double precision, real or an integer",
        "said: the column said is text, a number needs numeric, double precision, real or an integer",
        "day: the column day is date, a number needs numeric, double precision, real or an integer",
        "made: the column made gets its value from the server",
        "secret: this user has no right to SELECT and UPDATE the column secret",
        "shown: this user has no right to UPDATE the column shown",
        "fine: the column fine is numeric, a text needs text or character varying",
        "short: the column short is character varying(10), the field has up to 11 characters",
        "fixed: the column fixed is character, a text needs text or character varying",
        "moment: the column moment is timestamp with time zone, a date needs date",
        "flag: the column flag is boolean, a text needs text or character varying",
        "nowhere: the table has no column nowhere",
      ]
    `);
  });

  it('finds what is wrong with the table as a whole', async () => {
    await server.sql(`
      CREATE TABLE loose (id text, code char(8) UNIQUE, twin text, score numeric);
      CREATE UNIQUE INDEX ON loose (id, twin); CREATE UNIQUE INDEX ON loose (id) WHERE score > 0;
      GRANT SELECT (id, code, score), UPDATE (score) ON loose TO daybreak`);
    expect(await faultsOf([number('score', 2)], { table: 'loose', id: 'id' })).toMatchInlineSnapshot(`
      [
        "the column id has no unique index of its own, so that an id may stand for several records",
        "this user has no right to SELECT xmin, by which a person's change is noticed",
      ]
    `);
    expect(await faultsOf([], { table: 'loose', id: 'code' })).toMatchInlineSnapshot(`
      [
        "the column code is of type character, an id needs one of text, character varying, uuid, smallint, integer, bigint",
        "this user has no right to SELECT xmin, by which a person's change is noticed",
      ]
    `);
    expect(await faultsOf([], { table: 'loose', id: 'twin', version: 'changed' })).toMatchInlineSnapshot(`
      [
        "this user has no right to SELECT the column twin",
        "the column twin has no unique index of its own, so that an id may stand for several records",
        "the table has no column changed, which is named as version",
      ]
    `);
    expect(await faultsOf([], { table: 'loose', id: 'nowhere' })).toMatchInlineSnapshot(`
      [
        "the table has no column nowhere, which is named as id",
        "this user has no right to SELECT xmin, by which a person's change is noticed",
      ]
    `);
    await server.sql('ALTER ROLE daybreak SET default_transaction_read_only = on');
    expect((await faultsOf([], { table: 'kinds', id: 'id' })).join()).toMatchInlineSnapshot(
      `"the server takes no writes: it is a standby or set to read only"`,
    );
    await server.sql('ALTER ROLE daybreak RESET default_transaction_read_only');
  });

  it('takes names and ids as they are, also those that look like SQL', async () => {
    const evil = `x"; DROP TABLE "odd"."a table"; --`;
    await server.sql(`
      CREATE SCHEMA odd; GRANT USAGE ON SCHEMA odd TO daybreak;
      CREATE TABLE odd."a table" ("the ""id" text PRIMARY KEY, "${evil.replaceAll('"', '""')}" numeric);
      GRANT SELECT, UPDATE ON odd."a table" TO daybreak`);
    const ids = [
      `'; DROP TABLE odd."a table"; --`,
      '{a,b}',
      '"{}"',
      'NULL',
      '$1',
      '\\',
      '',
      `') OR 1=1 --`,
      'ünï\u{1F44D}',
    ];
    for (const id of ids) await server.sql('INSERT INTO odd."a table" VALUES ($1, 0)', [id]);
    const crm = openLeads(server, { connection: { schema: 'odd', table: 'a table', id: 'the "id' } });
    expect(await crm.preflight([number(evil, 3)])).toEqual([]);
    const rows = ids.map((id, i) => ({ id, values: { [evil]: i / 8 } }));
    expect(await crm.write(rows)).toEqual(ids.map(() => ({ state: 'written' })));
    const read = await crm.read([...ids, '%', 'a\0'], [evil]);
    expect(read.map((record) => record?.values[evil])).toEqual([...ids.map((_, i) => i / 8), undefined, undefined]);
    await crm.close();
  });

  it.each([
    ['bigint', ['1', '9007199254740993', '-5'], ['007', '1.0', '', ' 1', '9223372036854775808', "1' OR '1'='1"]],
    ['smallint', ['1', '-32768'], ['32768', '1e2']],
    ['uuid', ['0f8fad5b-d9cb-469f-a165-70867728950e'], ['0F8FAD5B-D9CB-469F-A165-70867728950E', 'x', '{0f8fad5b}']],
    ['varchar(20)', ['7', '007', 'o7 '], ['o7', ' 7', 'much longer than twenty characters']],
  ])('finds records whose ids are %s, and only by their own spelling', async (type, there, strange) => {
    await server.sql(`
      DROP TABLE IF EXISTS typed; CREATE TABLE typed (id ${type} PRIMARY KEY, score numeric);
      GRANT SELECT, UPDATE ON typed TO daybreak`);
    for (const id of there) await server.sql('INSERT INTO typed VALUES ($1, 0)', [id]);
    const crm = openLeads(server, { connection: { table: 'typed', id: 'id' } });
    expect(await crm.preflight([number('score', 2)])).toEqual([]);
    const all = [...there, ...strange];
    const outcomes = await crm.write(all.map((id) => ({ id, values: { score: 0.5 } })));
    expect(outcomes.map(({ state }) => state)).toEqual([
      ...there.map(() => 'written'),
      ...strange.map(() => 'refused'),
    ]);
    expect((await crm.read(all, ['score'])).map((record) => record?.values['score'])).toEqual([
      ...there.map(() => 0.5),
      ...strange.map(() => undefined),
    ]);
    await crm.close();
  });

  it('works on a view, with a column for the version or by the values', async () => {
    await server.sql(`
      CREATE TABLE base (id text PRIMARY KEY, score numeric, revision integer NOT NULL DEFAULT 1, open boolean DEFAULT true);
      CREATE FUNCTION revise() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN new.revision := old.revision + 1; RETURN new; END';
      CREATE TRIGGER revise BEFORE UPDATE ON base FOR EACH ROW EXECUTE FUNCTION revise();
      CREATE VIEW shown AS SELECT id, score, revision FROM base WHERE open;
      GRANT SELECT, UPDATE ON shown TO daybreak;
      INSERT INTO base VALUES ('a', 0, 1, true), ('b', 0, 1, true), ('hidden', 0, 1, false)`);
    for (const version of [{ version: 'revision' }, {}]) {
      const crm = openLeads(server, { connection: { table: 'shown', id: 'id', ...version } });
      expect(await crm.preflight([number('score', 2)])).toEqual([]);
      await server.sql('UPDATE base SET score = 0');
      const seen = await crm.read(['a', 'b', 'hidden'], ['score']);
      expect(seen[0]?.version !== undefined).toBe('version' in version);
      await server.sql("UPDATE base SET score = 0.9 WHERE id = 'b'");
      const rows = ['a', 'b'].map((id, i) => ({ id, values: { score: 0.5 }, ...(seen[i] && { seen: seen[i] }) }));
      expect(await crm.write(rows)).toEqual([{ state: 'written' }, { state: 'conflict' }]);
      expect(seen[2]).toBeUndefined();
      await crm.close();
    }
    const partly = { table: 'parts', id: 'id' };
    await server.sql(
      `CREATE VIEW parts AS SELECT id, score * 2 AS score, score AS plain FROM base; GRANT SELECT, UPDATE ON parts TO daybreak`,
    );
    expect(await faultsOf([number('score', 2), number('plain', 2)], partly)).toEqual([
      'score: the column score cannot be written through the view',
    ]);
  });

  it('never takes one of two records of an id', async () => {
    await server.sql(`
      CREATE TABLE twins (id text, score numeric); INSERT INTO twins VALUES ('a', 0), ('a', 1), ('b', 0);
      GRANT SELECT, UPDATE ON twins TO daybreak`);
    const crm = openLeads(server, { connection: { table: 'twins', id: 'id' } });
    await expect(crm.read(['a', 'b'], ['score'])).rejects.toMatchObject({
      trouble: 'permanent',
      message: expect.stringContaining('two records') as string,
    });
    await crm.close();
  });

  it('gives what is no number as the server writes it', async () => {
    await server.sql(`
      CREATE TABLE strange (id text PRIMARY KEY, score numeric, day date); GRANT SELECT ON strange TO daybreak;
      INSERT INTO strange VALUES ('a', 'NaN', 'infinity'), ('b', 1e-9, '0044-03-15 BC'), ('c', -0.0, NULL)`);
    const crm = openLeads(server, { connection: { table: 'strange', id: 'id' } });
    expect((await crm.read(['a', 'b', 'c'], ['score', 'day'])).map((record) => record?.values)).toEqual([
      { score: 'NaN', day: 'infinity' },
      { score: 1e-9, day: '0044-03-15 BC' },
      { score: 0, day: null },
    ]);
    await crm.close();
  });
});
