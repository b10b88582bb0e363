import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { CrmFixture } from './crm-fixture.ts';
import { openCrm } from './crm-records.ts';

export function troubleContract(running: () => CrmFixture): void {
  const { crm, records, read, write } = openCrm(running);

  it('never says written of a field that the CRM does not have, and goes on afterwards', async () => {
    const { number } = running().fields;
    const ids = await records(2);
    const rows = ids.map((id) => ({ id, values: { [number.name]: 0.5, x_no_such_field: 1 } }));
    const outcomes = await write(rows).catch((error: unknown) => error);
    if (Array.isArray(outcomes)) {
      expect(outcomes).toHaveLength(2);
      for (const outcome of outcomes) expect(outcome).toMatchObject({ state: 'refused' });
    } else expect(outcomes).toMatchObject({ name: 'CrmError', message: expect.stringMatching(/\S/) as string });
    const good = ids.map((id) => ({ id, values: { [number.name]: 0.5 } }));
    expect(await write(good)).toEqual([{ state: 'written' }, { state: 'written' }]);
  });

  it('fails for good while the right to write is missing, and goes on when it is back', async (test) => {
    const { loseRight } = running().can;
    if (!loseRight) return test.skip('this CRM is a store in this process: it has no users whose right could be taken');
    const { number } = running().fields;
    const rows = (await records(3)).map((id) => ({ id, values: { [number.name]: 0.5 } }));
    const giveBack = await loseRight();
    try {
      const failure = { name: 'CrmError', trouble: 'permanent', message: expect.stringMatching(/\S/) as string };
      await expect(write(rows)).rejects.toMatchObject(failure);
      await expect(write(rows.slice(0, 1))).rejects.toMatchObject(failure);
    } finally {
      await giveBack();
    }
    for (const { id } of rows) expect(await running().get(id)).toMatchObject({ [number.name]: 0.25 });
    expect(await write(rows)).toEqual(rows.map(() => ({ state: 'written' })));
  });

  it('may be asked again later while it is down, and goes on when it is up', async (test) => {
    const { goDown } = running().can;
    if (!goDown) return test.skip('this CRM is a store in this process: it is there as long as the process');
    const { number } = running().fields;
    const ids = await records(2);
    const rows = ids.map((id) => ({ id, values: { [number.name]: 0.5 } }));
    await read(ids, [number.name]);
    const bringUp = await goDown();
    try {
      const failure = { name: 'CrmError', trouble: 'transient' };
      await expect(write(rows)).rejects.toMatchObject(failure);
      await expect(read(ids, [number.name])).rejects.toMatchObject(failure);
      await expect((await crm()).preflight([number])).rejects.toMatchObject(failure);
    } finally {
      await bringUp();
    }
    expect(await write(rows)).toEqual([{ state: 'written' }, { state: 'written' }]);
  });

  it('keeps nothing open after close, and may be closed twice', async () => {
    const { number } = running().fields;
    const ids = await records(1);
    const openFiles = (): number => readdirSync('/dev/fd').length;
    const use = async (): Promise<void> => {
      const mine = await running().open();
      await Promise.all([mine.read(ids, [number.name]), mine.read(ids, [number.name]), mine.preflight([number])]);
      await mine.write(ids.map((id) => ({ id, values: { [number.name]: 0.5 } })));
      await mine.close();
      await mine.close();
    };
    await use();
    const before = openFiles();
    for (let i = 0; i < 3; i++) await use();
    // connections that are kept alive for a moment are no leak; those of three openings that stay are
    await expect.poll(openFiles, { timeout: 30_000, interval: 500 }).toBeLessThanOrEqual(before);
  }, 60_000);
}
