import { expect, it } from 'vitest';
import type { CrmWrite, WriteOutcome } from '../../crm/crm.ts';
import type { CrmFixture } from './crm-fixture.ts';
import { freshIds, inCalls, openCrm } from './crm-records.ts';

const written: WriteOutcome = { state: 'written' };
/** Refused for what the row says, so never to be sent again as it is. */
const refusedForGood = { state: 'refused', reason: expect.stringMatching(/\S/) as string, again: false };

export function writeContract(running: () => CrmFixture): void {
  const { crm, records, read, write } = openCrm(running);

  it('sets exactly the fields that a row names', async () => {
    const { number, otherNumber, text } = running().fields;
    const before = { [number.name]: 0.25, [otherNumber.name]: 7, [text.name]: 'theirs' };
    const [a = '', b = '', c = ''] = await records(3, before);
    const outcomes = await write([
      { id: a, values: { [number.name]: 0.5 } },
      { id: b, values: { [number.name]: 0.75, [text.name]: 'ours' } },
    ]);
    expect(outcomes).toEqual([written, written]);
    expect(await running().get(a)).toMatchObject({ ...before, [number.name]: 0.5 });
    expect(await running().get(b)).toMatchObject({ ...before, [number.name]: 0.75, [text.name]: 'ours' });
    expect(await running().get(c)).toMatchObject(before);
  });

  it('never makes a record: an id that is not there is refused for good, and the others are written', async () => {
    const { number } = running().fields;
    const [there = '', alsoThere = ''] = await records(2);
    const [missing = ''] = freshIds(1);
    const values = { [number.name]: 0.5 };
    const outcomes = await write([there, missing, alsoThere].map((id) => ({ id, values })));
    expect(outcomes).toEqual([written, refusedForGood, written]);
    expect(await running().get(missing)).toBeUndefined();
    expect(await read([there, missing], [number.name])).toMatchObject([{ values }, undefined]);
    expect(await write([{ id: missing, values }])).toEqual([refusedForGood]);
  });

  it('leaves the same behind when the same is written twice', async () => {
    const { number, text } = running().fields;
    const values = { [number.name]: 0.5, [text.name]: 'twice' };
    const rows = (await records(3)).map((id): CrmWrite => ({ id, values }));
    expect(await write(rows)).toEqual([written, written, written]);
    expect(await write(rows)).toEqual([written, written, written]);
    for (const { id } of rows) expect(await running().get(id)).toMatchObject(values);
  });

  it('writes nothing for no rows', async () => {
    expect(await (await crm()).write([])).toEqual([]);
  });

  it('writes as many rows in a call as its limit says, each its own values, and refuses more', async () => {
    const { number } = running().fields;
    const most = Math.min((await crm()).limits.writeRows, 1_000);
    const ids = await records(most);
    const valueOf = (i: number): number => (i % 100) / 100;
    const rows = ids.map((id, i): CrmWrite => ({ id, values: { [number.name]: valueOf(i) } }));
    expect(await (await crm()).write(rows)).toEqual(rows.map(() => written));
    const half = Math.floor((await crm()).limits.readRows / 2) || 1;
    for (let at = 0; at < ids.length; at += half) {
      const found = await (await crm()).read(ids.slice(at, at + half), [number.name]);
      expect(found.map((record) => record?.values[number.name])).toEqual(found.map((_, i) => valueOf(at + i)));
    }
    const limit = (await crm()).limits.writeRows;
    const tooMany = freshIds(limit + 1).map((id): CrmWrite => ({ id, values: { [number.name]: 0.5 } }));
    await expect((await crm()).write(tooMany)).rejects.toMatchObject({
      name: 'CrmError',
      trouble: 'batch',
      message: expect.stringContaining(String(limit)) as string,
    });
  });

  it('takes two calls at once', async () => {
    const { number } = running().fields;
    const ids = await records(40);
    const rows = ids.map((id, i): CrmWrite => ({ id, values: { [number.name]: i / 100 } }));
    const both = await Promise.all([
      write(rows.slice(0, 20)),
      write(rows.slice(20)),
      read(ids.slice(0, 20), [number.name]),
    ]);
    expect([...both[0], ...both[1]]).toEqual(rows.map(() => written));
    for (const [i, id] of ids.entries()) expect(await running().get(id)).toMatchObject({ [number.name]: i / 100 });
  });

  it('does not write a record that somebody changed since it was read, where the CRM can tell', async () => {
    const { number, text } = running().fields;
    const ids = await records(3, { [number.name]: 0.25, [text.name]: 'before' });
    const [, edited = ''] = ids;
    const readNow = async () => read(ids, [number.name, text.name]);
    const rowsNow = async () => {
      const seen = await readNow();
      return ids.map((id, i): CrmWrite => ({ id, values: { [number.name]: 0.5 }, ...(seen[i] && { seen: seen[i] }) }));
    };
    const rows = await rowsNow();
    await running().put([{ id: edited, values: { [text.name]: 'edited' } }]);
    const { versions } = running().can;
    // A CRM without versions writes the fields that it was given, and only those.
    expect(await write(rows)).toEqual([written, versions ? { state: 'conflict' } : written, written]);
    expect(await running().get(edited)).toMatchObject({ [number.name]: versions ? 0.25 : 0.5, [text.name]: 'edited' });
    expect(await write(await rowsNow())).toEqual([written, written, written]);
    expect(await running().get(edited)).toMatchObject({ [number.name]: 0.5, [text.name]: 'edited' });
  });

  it('says of one bad row among fifty which it is, or that nothing was written', async (test) => {
    const { refuses } = running().can;
    if (!refuses) return test.skip('this CRM takes every value: there is no refusal to see');
    const { number } = running().fields;
    const ids = await records(50);
    const bad = 17;
    const rows = ids.map((id, i): CrmWrite => ({
      id,
      values: { [number.name]: 0.5, ...(i === bad && { [refuses.field]: refuses.value }) },
    }));
    const outcomes = await inCalls(rows, (await crm()).limits.writeRows, async (some) =>
      (await crm()).write(some),
    ).catch((error: unknown) => error);
    const now = await Promise.all(ids.map(async (id) => (await running().get(id))?.[number.name]));
    if (Array.isArray(outcomes)) {
      expect(outcomes).toEqual(rows.map((_, i) => (i === bad ? refusedForGood : written)));
      expect(now).toEqual(rows.map((_, i) => (i === bad ? 0.25 : 0.5)));
    } else {
      expect(outcomes).toMatchObject({
        name: 'CrmError',
        trouble: 'batch',
        message: expect.stringMatching(/\S/) as string,
      });
      expect(now).toEqual(rows.map(() => 0.25));
      const healthy = rows.filter((_, i) => i !== bad);
      expect(await write(healthy)).toEqual(healthy.map(() => written));
    }
    expect(await write(rows.slice(bad, bad + 1))).toEqual([refusedForGood]);
    expect(await running().get(ids[bad] ?? '')).toMatchObject({ [number.name]: 0.25 });
  });
}
