import { expect, it } from 'vitest';
import type { CrmFixture } from './crm-fixture.ts';
import { freshIds, openCrm } from './crm-records.ts';

export function readContract(running: () => CrmFixture): void {
  const { crm, records, read } = openCrm(running);

  it('reads records in the order of the ids, with undefined for those it does not have', async () => {
    const { number } = running().fields;
    const [a = '', b = '', c = ''] = freshIds(3);
    const [missing = '', alsoMissing = ''] = freshIds(2);
    await running().put([
      { id: a, values: { [number.name]: 0.1 } },
      { id: b, values: { [number.name]: 0.2 } },
      { id: c, values: { [number.name]: 0.3 } },
    ]);
    const found = await read([c, missing, a, alsoMissing, b], [number.name]);
    expect(found.map((record) => record?.values[number.name])).toEqual([0.3, undefined, 0.1, undefined, 0.2]);
    expect(found[1]).toBeUndefined();
  });

  it('reads exactly the fields asked for, null where they are empty', async () => {
    const { number, otherNumber, text, date } = running().fields;
    const [id = ''] = await records(1, { [number.name]: 0.25, [otherNumber.name]: null, [text.name]: 'here' });
    const all = [number.name, otherNumber.name, text.name, date.name];
    const some = await read([id], [otherNumber.name, text.name]);
    expect(some[0]?.values).toEqual({ [otherNumber.name]: null, [text.name]: 'here' });
    const every = await read([id], all);
    expect(Object.keys(every[0]?.values ?? {}).sort()).toEqual([...all].sort());
    expect(every[0]?.values).toMatchObject({ [number.name]: 0.25, [otherNumber.name]: null, [text.name]: 'here' });
  });

  it('reads nothing for no ids', async () => {
    expect(await (await crm()).read([], [running().fields.number.name])).toEqual([]);
  });

  it('reads as many rows in a call as its limit says, and refuses more', async () => {
    const { number } = running().fields;
    const most = (await crm()).limits.readRows;
    const ids = await records(Math.min(most, 500));
    const filled = [...ids, ...freshIds(most - ids.length)];
    const found = await (await crm()).read(filled, [number.name]);
    expect(found).toHaveLength(most);
    expect(found.filter((record) => record?.values[number.name] === 0.25)).toHaveLength(ids.length);
    await expect((await crm()).read([...filled, 'one-more'], [number.name])).rejects.toMatchObject({
      name: 'CrmError',
      trouble: 'batch',
      message: expect.stringContaining(String(most)) as string,
    });
  });

  it('gives a version that changes with the record, where the CRM has such a thing', async () => {
    const { number } = running().fields;
    const [id = '', other = ''] = await records(2);
    const version = async (of: string) => (await read([of], [number.name]))[0]?.version;
    const before = await version(id);
    const otherBefore = await version(other);
    if (!running().can.versions) {
      expect(before).toBeUndefined();
      return;
    }
    expect(before).toBeTypeOf('string');
    expect(await version(id)).toBe(before);
    await running().put([{ id, values: { [number.name]: 0.75 } }]);
    expect(await version(id)).not.toBe(before);
    expect(await version(other)).toBe(otherBefore);
  });
}
