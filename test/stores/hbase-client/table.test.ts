import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectHBase, type HBase } from '../../../stores/hbase/client/hbase.ts';
import type { HBaseTable } from '../../../stores/hbase/client/table.ts';
import { hadoopForTests, whyNoHadoop } from '../hadoop.ts';
import { bytesOf, collected, put, textOf, written } from './table-rows.ts';

const missing = await whyNoHadoop();
const TABLE = `client_table_${process.pid}`;

describe.skipIf(missing)(`a table${missing === undefined ? '' : ` (NOT TESTED: ${missing})`}`, () => {
  let hbase: HBase;
  let table: HBaseTable;

  beforeAll(async () => {
    const { masters } = await hadoopForTests();
    hbase = connectHBase({ registry: masters });
    const families = ['f', 'g', 'old'].map((name) => ({ name, versions: name === 'old' ? 3 : 1 }));
    await hbase.admin.createTable({ name: TABLE, families, splitKeys: ['h', 'p'].map(bytesOf) });
    table = hbase.table(TABLE);
  });

  afterAll(async () => {
    await hbase.admin.disableTable(TABLE);
    await hbase.admin.deleteTable(TABLE);
    await hbase.close();
  });

  test('gives back what was put', async () => {
    await table.mutateAll([put('get-a', 'f:x@10=1', 'g:y@20=2'), put('zz-get', 'f:=empty name', 'f:empty value=')]);
    expect(written(await table.get(bytesOf('get-a')), true)).toEqual(['get-a f:x@10=1 g:y@20=2']);
    expect(written(await table.get(bytesOf('zz-get')))).toEqual(['zz-get f:=empty name f:empty value=']);
    expect(await table.get(bytesOf('get-missing'))).toMatchObject({ rows: 1, cells: 0 });
  });

  test('reads many rows of all regions in the order asked', async () => {
    const names = ['many-z', 'a-many', 'q-many', 'i-many', 'a-many2'];
    await table.mutateAll(names.map((name) => put(name, `f:n=${name}`, 'g:x=1')));
    const asked = ['q-many', 'nowhere', 'a-many', 'many-z', 'i-many', 'a-many', 'a-many2'];
    const batch = await table.getMany(asked.map(bytesOf), { families: ['f'] });
    expect(written(batch)).toEqual(asked.map((name) => (name === 'nowhere' ? '' : `${name} f:n=${name}`)));
    expect(await table.getMany([])).toMatchObject({ rows: 0, cells: 0 });
  });

  test('reads families, columns, times and versions', async () => {
    const row = bytesOf('pick');
    await table.mutateAll([put('pick', 'f:a@1=a', 'f:b@2=b', 'g:a@3=c')]);
    for (const time of [1, 2, 3, 4]) await table.mutateAll([put('pick', `old:v@${time}=${time}`)]);
    expect(written(await table.get(row, { families: ['g'] }))).toEqual(['pick g:a=c']);
    const columns = [{ family: 'f', qualifiers: [bytesOf('b'), bytesOf('none')] }];
    expect(written(await table.get(row, { families: ['g'], columns }))).toEqual(['pick f:b=b g:a=c']);
    expect(written(await table.get(row, { timeRange: { from: 2, to: 4 } }), true)).toEqual([
      'pick f:b@2=b g:a@3=c old:v@3=3',
    ]);
    expect(written(await table.get(row, { families: ['old'], versions: 2 }), true)).toEqual([
      'pick old:v@4=4 old:v@3=3',
    ]);
  });

  test('deletes what is named, and no more', async () => {
    const row = bytesOf('del');
    const fill = () =>
      table.mutateAll([put('del', 'f:a@5=1', 'f:b@5=1', 'g:a@5=1', 'old:v@5=1'), put('del', 'old:v@6=2')]);
    const left = async () => written(await table.get(row, { versions: 3 }), true)[0];
    await fill();
    await table.mutateAll([
      { op: 'delete', row, what: { kind: 'columns', family: 'f', qualifiers: [bytesOf('a')], upTo: 5 } },
    ]);
    expect(await left()).toBe('del f:b@5=1 g:a@5=1 old:v@6=2 old:v@5=1');
    await table.mutateAll([
      { op: 'delete', row, what: { kind: 'version', family: 'old', qualifier: bytesOf('v'), timestamp: 6 } },
    ]);
    expect(await left()).toBe('del f:b@5=1 g:a@5=1 old:v@5=1');
    await table.mutateAll([{ op: 'delete', row, what: { kind: 'family', family: 'g', upTo: 5 } }]);
    expect(await left()).toBe('del f:b@5=1 old:v@5=1');
    await table.mutateAll([{ op: 'delete', row, what: { kind: 'row', upTo: 4 } }]);
    expect(await left()).toBe('del f:b@5=1 old:v@5=1');
    await table.mutateAll([{ op: 'delete', row, what: { kind: 'row' } }]);
    expect(await left()).toBe('');
  });

  test('a bad row does not hinder the others, and each has its outcome', async () => {
    const outcomes = await table.mutate([
      put('bad-1', 'f:a=1'),
      put('bad-2', 'nofamily:a=1'),
      put('z-bad-3', 'f:a=1'),
      put('', 'f:a=1'),
      put('bad-5'),
      put('bad-6', 'f:a=1'),
      { op: 'put', row: new Uint8Array(40_000).fill(65), cells: [] },
      {
        op: 'put',
        row: bytesOf('bad-8'),
        cells: [{ family: 'f', qualifier: bytesOf('a'), value: bytesOf(''), timestamp: -1 }],
      },
    ]);
    expect(
      outcomes.map((outcome) => (outcome.done ? 'done' : (outcome.error.javaClass ?? outcome.error.kind))),
    ).toEqual([
      'done',
      'org.apache.hadoop.hbase.regionserver.NoSuchColumnFamilyException',
      'done',
      'usage',
      'usage',
      'done',
      'usage',
      'usage',
    ]);
    expect(await table.getMany(['bad-1', 'z-bad-3', 'bad-6'].map(bytesOf))).toMatchObject({ rows: 3, cells: 3 });
    await expect(table.mutateAll([put('ok', 'f:a=1'), put('w\u0001', 'none:a=1')])).rejects.toThrow(
      `Row w\\x01 of ${TABLE} was not written: `,
    );
  });

  test('keeps the order of mutations of one row, also between other rows', async () => {
    const row = bytesOf('order');
    await table.mutateAll([
      put('order', 'f:a@9=first'),
      put('z-between', 'f:a=1'),
      { op: 'delete', row, what: { kind: 'row', upTo: 9 } },
      put('between', 'f:a=1'),
      put('order', 'f:a@10=last'),
      put('order', 'f:b@10=last'),
    ]);
    expect(written(await table.get(row))).toEqual(['order f:a=last f:b=last']);
  });

  test('changes a row where a condition holds', async () => {
    const [row, family, qualifier] = [bytesOf('check'), 'f', bytesOf('state')];
    const check = (equals: string | null) => ({
      row,
      family,
      qualifier,
      equals: equals === null ? null : bytesOf(equals),
    });
    expect(await table.checkAndMutate(check(null), [put('check', 'f:state=new')])).toBe(true);
    expect(await table.checkAndMutate(check(null), [put('check', 'f:state=again')])).toBe(false);
    expect(await table.checkAndMutate(check('new'), [put('check', 'f:state=two'), put('check', 'g:with=it')])).toBe(
      true,
    );
    expect(await table.checkAndMutate(check('new'), [put('check', 'g:never=it')])).toBe(false);
    expect(written(await table.get(row))).toEqual(['check f:state=two g:with=it']);
    await expect(table.checkAndMutate(check('two'), [put('other', 'f:a=1')])).rejects.toThrow('must be of its row');
    await expect(table.checkAndMutate(check('two'), [])).rejects.toMatchObject({ kind: 'usage' });
  });

  test('checks many rows at once, each for itself', async () => {
    const names = ['a', 'b', 'i', 'y', 'z'].map((name) => `${name}-check`);
    await table.mutateAll([put('b-check', 'f:s=taken'), put('y-check', 'f:s=taken')]);
    const absent = (name: string) => ({ row: bytesOf(name), family: 'f', qualifier: bytesOf('s'), equals: null });
    const work = names.map((name) => ({ check: absent(name), mutations: [put(name, 'f:s=mine')] }));
    const bad = { check: { ...absent('c-check'), family: 'none' }, mutations: [put('c-check', 'f:s=mine')] };
    const outcomes = await table.checkAndMutateMany([...work, bad]);
    expect(outcomes.map(({ held }) => held)).toEqual([true, false, true, false, true, undefined]);
    expect(outcomes.at(-1)).toMatchObject({ error: { kind: 'remote' } });
  });

  test('counts', async () => {
    const add = (by: number) => table.increment(bytesOf('count'), 'f', bytesOf('n'), by);
    expect([await add(5), await add(-7), await add(0)]).toEqual([5, -2, -2]);
    expect(await Promise.all(Array.from({ length: 20 }, () => add(1)))).toContain(18);
    await table.mutateAll([put('count-text', 'f:n=text')]);
    await expect(table.increment(bytesOf('count-text'), 'f', bytesOf('n'), 1)).rejects.toMatchObject({
      kind: 'remote',
    });
  });

  test('an unknown table is an error that names it, for every call', async () => {
    const nowhere = hbase.table('nowhere_at_all');
    const message = { kind: 'remote', message: expect.stringContaining('nowhere_at_all') as string };
    await expect(nowhere.get(bytesOf('a'))).rejects.toMatchObject(message);
    await expect(nowhere.getMany([bytesOf('a')])).rejects.toMatchObject(message);
    await expect(collected(nowhere.scan())).rejects.toMatchObject(message);
    await expect(nowhere.mutateAll([put('a', 'f:a=1'), put('b', 'f:a=1')])).rejects.toMatchObject(message);
  });

  test('writes and reads more than one request holds', async () => {
    const names = Array.from({ length: 6000 }, (_, i) => `big-${String(i).padStart(5, '0')}`);
    const value = 'v'.repeat(1000);
    await table.mutateAll(names.toReversed().map((name) => put(name, `f:a=${value}`)));
    const batch = await table.getMany(names.map(bytesOf));
    expect(batch.rows).toBe(6000);
    expect(
      names.every((name, row) => textOf(batch.bytes.subarray(batch.rowStart[row], batch.rowEnd[row])) === name),
    ).toBe(true);
    const scanned = await collected(
      table.scan({ startRow: bytesOf('big-'), endRow: bytesOf('big.'), bytesABatch: 100_000 }),
    );
    expect(scanned.length).toBeGreaterThan(20);
    expect(written(scanned)).toEqual(names.map((name) => `${name} f:a=${value}`));
  });
});
