import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Budget } from '../../domain/budget.ts';
import type { NightResult } from '../../domain/night-result.ts';
import type { NightProgress } from '../../domain/progress.ts';
import { TINY_DROP } from '../end-to-end/tiny.ts';
import { openLateHome, type LateHome } from './late-home.ts';

const DATE = '2099-01-02';
const HOUR_MS = 3_600_000;
/** Past nights that took two hours to compute and one to push. */
const BUDGETS: readonly Budget[] = [
  { stage: 'compute', dimension: 'user', seconds: 7_200, p90Seconds: 9_000, rows: 2, nights: 14 },
  { stage: 'push', seconds: 3_600, p90Seconds: 3_600, rows: 0, nights: 14 },
];

let place: LateHome;
beforeAll(async () => {
  place = await openLateHome(
    () => ({}),
    (real) => ({ ...real, budgets: BUDGETS }),
  );
  await place.dictionaryWith('shop', '', TINY_DROP);
});
afterAll(() => place.close());

describe('a night that past nights teach how long it takes', () => {
  it('says while it waits when it would end, and that it will miss its deadline from the moment on when it will', async () => {
    const handle = await place.startNight('shop', DATE, ['crm']);
    const ask = (): Promise<NightProgress> => handle.query<NightProgress>('progress');
    await place.temporal.sleep('4h');
    const { forecast, troubles } = await ask();
    expect(troubles).toBeUndefined();
    expect(forecast?.nights).toBe(14);
    expect(place.told).toEqual([]);
    await place.temporal.sleep('75m');
    expect((await ask()).forecast?.headroomMs).toBeLessThan(0);
    expect((await ask()).late).toBe(false);
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toMatch(/min after the deadline[^]*by 14 past nights[^]*trouble[^]*it waits for web/);

    await place.temporal.sleep('3h');
    await handle.signal('ready', 'web');
    const { alerts, late } = (await handle.result()) as NightResult;
    expect(late).toBe(true);
    expect(alerts?.map(({ cause }) => cause)).toEqual(['behind', 'deadline']);
    const [behind] = alerts ?? [];
    expect(behind?.said).toBe('the night will miss its deadline: it waits for web');
    expect(behind?.leftMs).toBeGreaterThan(2.9 * HOUR_MS);
    expect(behind?.leftMs).toBeLessThan(3 * HOUR_MS);
    expect(place.told.map(({ cause }) => cause)).toEqual(['behind', 'deadline']);
  });

  it('tells each cause once, also when it is run again', async () => {
    const handle = await place.startNight('shop', DATE, ['crm', 'web'], 0.01);
    const { sealedBefore, alerts } = (await handle.result()) as NightResult;
    expect([sealedBefore, alerts?.map(({ cause }) => cause)]).toEqual([true, ['behind']]);
    expect(place.told).toHaveLength(2);
  });
});
