import { describe, expect, it } from 'vitest';
import { leadInCrm } from '../../activities/push/push-state.ts';
import { isSampled } from '../../activities/push/read-back.ts';
import { nightOf, SCENE, shop, type Shop } from './push-shop.ts';

const SAMPLE = { read_back: 0.2 };
const IDS = Array.from({ length: 40 }, (_, i) => `O-${i}`);
const [UNREAD = '', OTHER = ''] = IDS.filter((id) => !isSampled(id, SAMPLE.read_back));

const record = ({ crm }: Shop, id: string): unknown => crm.records.get(id)?.['score'];

describe('a row that the CRM said it wrote, and that was not read back', () => {
  it('is written again when the CRM turns out not to have stored it, and is then read back', async () => {
    const world = await shop(40);
    world.crm.poison.set(UNREAD, 'lie');
    expect(await world.push(0.5, { push: SAMPLE })).toMatchObject({ delivered: 40, differing: 0 });
    expect(record(world, UNREAD)).toBe(0);
    world.crm.poison.clear();
    const second = await world.push(0.6, { day: 2, push: SAMPLE });
    expect(second).toMatchObject({ delivered: 40, edited: 0, dead: 0, differing: 1 });
    expect(second.examples).toEqual([
      { id: UNREAD, reason: 'the CRM said on 2026-03-01 that it wrote it, but score still reads 0' },
    ]);
    expect(record(world, UNREAD)).toBe(0.6);
    const { receipt, entries } = await leadInCrm(world.home.store, SCENE, UNREAD);
    expect(receipt).toEqual({ date: nightOf(2).date, run: 1, state: 'delivered', values: { score: 0.6 } });
    expect(entries.at(-1)?.entry).toMatchObject({ readBack: true });
    expect((await leadInCrm(world.home.store, SCENE, OTHER)).receipt).toMatchObject({ unread: { score: 0.5 } });
  });

  it('is a dead letter the night after, where the CRM still stores nothing', async () => {
    const world = await shop(40);
    world.crm.poison.set(UNREAD, 'lie');
    await world.push(0.5, { push: SAMPLE });
    const second = await world.push(0.6, { day: 2, push: SAMPLE });
    expect(second).toMatchObject({ delivered: 39, edited: 0, dead: 1 });
    // Neither is it taken for a person's when the CRM has been mended.
    world.crm.poison.clear();
    expect(await world.push(0.7, { day: 3, push: SAMPLE })).toMatchObject({ delivered: 40, edited: 0, dead: 0 });
  });

  it('stays as a person edited it', async () => {
    const world = await shop(40);
    await world.push(0.5, { push: SAMPLE });
    world.crm.edit(UNREAD, { score: 0.9 });
    expect(await world.push(0.6, { day: 2, push: SAMPLE })).toMatchObject({ delivered: 39, edited: 1, differing: 0 });
    expect(record(world, UNREAD)).toBe(0.9);
  });

  it('is known to be there when the next night finds it, so that what stood before is a person again', async () => {
    const world = await shop(40);
    await world.push(0.5, { push: SAMPLE });
    await world.push(0.6, { day: 2, push: { read_back: 1 } });
    world.crm.edit(UNREAD, { score: 0 });
    expect(await world.push(0.7, { day: 3, push: SAMPLE })).toMatchObject({ edited: 1 });
    expect(record(world, UNREAD)).toBe(0);
  });
});
