import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forgetLoad } from '../../activities/load/forget.ts';
import { refuseUnfinishedLoads } from '../../activities/load/record.ts';
import { failure } from '../sources/read-rows.ts';
import { writtenFiles } from '../sources/written-files.ts';
import { everythingIn, LOADED_AT, loadHome } from './load-home.ts';

const DROP = {
  'events.ndjson': `${JSON.stringify({
    event_id: 'e1',
    entity_type: 'user',
    entity_id: 'u1',
    business_line: '01',
    feature: 'call',
    event_time: '2026-03-01T04:00:00Z',
    value: 1,
    attrs: null,
  })}\n`,
  'links.csv': 'opportunity_id,linked_type,linked_id,valid_from,valid_to\no1,user,u1,2026-02-01T00:00:00Z,\n',
};

async function died() {
  const home = await loadHome();
  const folder = await writtenFiles(DROP);
  const dying = { ...home.store, putLinks: () => Promise.reject(new Error('killed')) };
  await expect(home.load(folder, {}, undefined, { store: dying })).rejects.toThrow('killed');
  return { ...home, drop: folder };
}

describe('forgetting a load that died', () => {
  it('lets nights run, keeps what was written and a trace of what happened', async () => {
    const { store, drop } = await died();
    const before = await everythingIn(store);
    expect(before).toContain('e1');
    expect((await failure(refuseUnfinishedLoads(store, 'shop'))).next).toContain('--forget');
    expect(await forgetLoad(store, 'shop', `${drop}/`)).toEqual({ state: 'forgotten', drop, startedAt: LOADED_AT });
    await refuseUnfinishedLoads(store, 'shop');
    expect(await everythingIn(store)).toBe(before);
    expect(await store.getRecord('loads', resolve(drop))).toMatchObject({ state: 'forgotten' });
  });

  it('leaves the same load possible, should the drop come back', async () => {
    const { store, drop, load } = await died();
    await forgetLoad(store, 'shop', drop);
    expect((await load(drop)).tables.map(({ added, same, replaced }) => added + same + replaced)).toEqual([1, 1]);
    expect(await store.getRecord('loads', resolve(drop))).toMatchObject({ state: 'done' });
  });

  it('refuses what is not unfinished, and names what is', async () => {
    const { store, drop, load } = await died();
    const unknown = await failure(forgetLoad(store, 'shop', '/elsewhere'));
    expect(unknown.code).toBe('USAGE');
    expect(unknown.message).toBe('there is nothing to forget: the load of /elsewhere into shop is not known');
    expect(unknown.next).toBe(`name one of the unfinished loads: ${resolve(drop)}`);
    await load(drop);
    const done = await failure(forgetLoad(store, 'shop', drop));
    expect(done.message).toMatch(/into shop has ended well$/);
    expect(done.next).toBe('no load is unfinished');
  });
});
