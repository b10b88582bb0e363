import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GateRecord } from '../../domain/gate-record.ts';
import { daybreak, json, newHome, removeHome, start, succeed } from './daybreak.ts';
import { writeDrop, type DropRow } from './drop.ts';
import { eventually } from './temporal.ts';
import { writeTinyDictionary } from './tiny.ts';

const settings = (action: string): string => `time_zone: UTC
scenes: { claim: { models: [interest] } }
gates: { action: ${action} }
`;
const CROWD: DropRow[] = Array.from({ length: 40 }, (_, i) => ({
  ...{ entity_type: 'opportunity', entity_id: `O-${i}`, valid_from: '2026-01-01T00:00:00Z' },
  ...{ attrs: '{"stage":"new"}', valid_to: i < 4 ? '' : '2026-03-01T12:00:00Z' },
}));

/** Of the five that are left after the second of March, one. */
const FEWER: DropRow[] = Array.from({ length: 4 }, (_, i) => ({
  ...{ entity_type: 'opportunity', entity_id: `O-${i}`, valid_from: '2026-01-01T00:00:00Z' },
  ...{ attrs: '{"stage":"new"}', valid_to: '2026-03-02T12:00:00Z' },
}));

let home: string;
beforeAll(async () => {
  home = await newHome();
  const drop = await writeDrop(join(home, 'drop'), { entities: CROWD });
  await succeed(home, 'up');
  for (const action of ['hold', 'last-good']) {
    await writeTinyDictionary(home, action, { settings: settings(action) });
    await succeed(home, 'load', action, drop);
    await succeed(home, 'night', action, '--date', '2026-03-01');
  }
});
afterAll(async () => {
  await succeed(home, 'down');
  await removeHome(home);
});

const nights = (name: string): Promise<{ date: string; state: string; gate?: GateRecord }[]> =>
  json(home, 'nights', name);
const release = (name: string, ...more: string[]) =>
  daybreak(home, 'release', name, '--date', '2026-03-02', '--because', 'sold on the first', ...more);

describe('a night that is held', () => {
  it('shows in nights, and ends well when it is released', async () => {
    const night = start(home, 'night', 'hold', '--date', '2026-03-02');
    await eventually(
      () => nights('hold'),
      (all) => all.some(({ gate }) => gate?.scenes[0]?.outcome === 'held'),
      300_000,
    );
    expect(await succeed(home, 'nights', 'hold')).toMatch(/sealed, claim held/);
    expect(await succeed(home, 'nights', 'hold')).toMatch(/claim: 4 opportunities, 40 in the/);
    const wrong = await release('hold', '--scene', 'clam');
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringMatching(/NIGHT_NOT_HELD: clam is no held scene/)]);
    const released = await release('hold');
    expect([released.code, released.stdout]).toEqual([
      0,
      expect.stringMatching(/^claim of hold 2026-03-02 released; the night goes on\n/),
    ]);
    const ended = await night.ended;
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringMatching(/gate +holds the push of claim/)]);
    expect(await json<unknown[]>(home, 'leads', 'hold', '--date', '2026-03-02')).toHaveLength(4);
    expect(await succeed(home, 'nights', 'hold')).toMatch(/claim released[^]*claim: sold on the first/);
    expect((await release('hold')).stderr).toMatch(/NIGHT_NOT_HELD: no scene of the night/);
  }, 600_000);
});

describe('a night that kept its scores back by itself', () => {
  it('exits 1 and says why, also when it is asked for again; release pushes them', async () => {
    const said =
      /SCORES_KEPT_BACK: .*claim last-good \(4 opportunities, 40 in the night of 2026-03-01; allowed are 20 to 80\)/;
    for (let time = 0; time < 2; time++) {
      const night = await daybreak(home, 'night', 'last-good', '--date', '2026-03-02');
      expect([night.code, night.stderr]).toEqual([1, expect.stringMatching(said)]);
    }
    expect((await daybreak(home, 'leads', 'last-good', '--date', '2026-03-02')).code).toBe(1);
    expect((await release('last-good', '--reject')).stderr).toMatch(/NIGHT_NOT_HELD/);
    // rows that the night would see come in between: the scores that were looked at are the ones that are released
    const late = await writeDrop(join(home, 'late'), {
      entities: [{ ...CROWD[0], entity_id: 'O-late', valid_to: '' }],
    });
    await succeed(home, 'load', 'last-good', late);
    expect((await daybreak(home, 'night', 'last-good', '--date', '2026-03-02')).stderr).toMatch(
      /NIGHT_SEALED: .* different rows.*replay last-good --date 2026-03-02 --as-known-now/,
    );
    const released = await release('last-good', '--json');
    expect(JSON.parse(released.stdout)).toMatchObject({ scenes: ['claim'], decision: 'released', waited: false });
    expect(released.stderr).toMatch(/the scores go into the CRM as they were sealed, although .* different rows/);
    const shown = (await nights('last-good')).filter(({ date }) => date === '2026-03-02');
    expect(shown).toMatchObject([{ state: 'delivered', run: 1, gate: { scenes: [{ outcome: 'released' }] } }]);
    expect(await json<unknown[]>(home, 'leads', 'last-good', '--date', '2026-03-02')).toHaveLength(4);
    expect((await release('last-good')).stderr).toMatch(
      /NIGHT_NOT_HELD: .*if the scores are not in the CRM all the same/,
    );
  }, 600_000);

  it('is not released for the scores of a run that nobody has judged', async () => {
    const night = ['last-good', '--date', '2026-03-03'] as const;
    await succeed(home, 'load', 'last-good', await writeDrop(join(home, 'few'), { entities: FEWER }));
    expect((await daybreak(home, 'night', ...night)).stderr).toMatch(/SCORES_KEPT_BACK/);
    await succeed(home, 'replay', ...night);
    const other = await daybreak(home, 'release', ...night, '--because', 'all is well');
    expect([other.code, other.stderr]).toEqual([
      1,
      expect.stringMatching(/NIGHT_NOT_HELD: .*run 2 counts, and its gate kept back the scores of run 1/),
    ]);
  }, 600_000);
});
