import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadInto } from '../../activities/load/load-partition.ts';
import type { NightResult } from '../../domain/night-result.ts';
import { writeDrop, type DropRow } from '../end-to-end/drop.ts';
import { eventually } from '../end-to-end/temporal.ts';
import { linesOf, manifestOf } from '../end-to-end/night-files.ts';
import { TINY_DROP } from '../end-to-end/tiny.ts';
import { openLateHome, type LateHome } from './late-home.ts';

/** Nights in a row; only nights that are not past have deadlines. */
const [FIRST, SECOND, THIRD] = ['2099-01-02', '2099-01-03', '2099-01-04'] as const;

const login = (event_id: string, entity_id: string, day: string, value: string): DropRow => ({
  ...{ event_id, entity_type: 'user', entity_id, feature: 'login', event_time: `${day}T09:00:00+08:00`, value },
});
const DROP = {
  ...TINY_DROP,
  events: [login('a', 'U-1', '2099-01-01', '5'), login('b', 'U-2', '2098-12-30', '20')],
};
/** Columns 9 to 12: SUM and MAX of the users' logins 1 to 3 and 4 to 7 days back. */
const LINES = {
  [FIRST]: { 'O-1': '0 1:2 9:25 10:20', 'O-2': '0 9:20 10:20', 'O-3': '0 1:1' },
  [SECOND]: { 'O-1': '0 1:2 9:5 10:5 11:20 12:20', 'O-2': '0 11:20 12:20', 'O-3': '0 1:1' },
  [THIRD]: { 'O-1': '0 1:2 9:5 10:5 11:20 12:20', 'O-2': '0 11:20 12:20', 'O-3': '0 1:1' },
};
const WITHOUT_USERS = { 'O-1': '0 1:2', 'O-2': '0', 'O-3': '0 1:1' };

let place: LateHome;
/** Does not come to an end by itself, as a sick machine would not. */
let slow: { readonly activity: 'computeShard' | 'aggregateShard'; readonly type: string } | undefined;

async function hangs(): Promise<never> {
  const { cancellationSignal, heartbeat } = Context.current();
  while (!cancellationSignal.aborted) {
    heartbeat();
    await new Promise((resolve) => setTimeout(resolve, 150));
    // less than the heartbeat timeout by far, as a heartbeat of a busy machine takes a while to arrive
    await place.temporal.sleep('5s');
  }
  slow = undefined;
  throw new CancelledFailure('cancelled');
}

beforeAll(async () => {
  const isSlow = (activity: string, { type }: { readonly type: string }): boolean =>
    slow?.activity === activity && slow.type === type;
  place = await openLateHome((real) => ({
    computeShard: (task) => (isSlow('computeShard', task) ? hangs() : real.computeShard(task)),
    aggregateShard: (task) => (isSlow('aggregateShard', task) ? hangs() : real.aggregateShard(task)),
  }));
});
afterAll(() => place.close());

const startNight: LateHome['startNight'] = (...asked) => place.startNight(...asked);
const night = async (dictionary: string, date: string, ready = ['crm', 'web']): Promise<NightResult> =>
  (await (await startNight(dictionary, date, ready)).result()) as NightResult;
const dictionaryWith = (name: string, late: string): Promise<void> => place.dictionaryWith(name, late, DROP);
const claim = (dictionary: string, date: string) => linesOf(place.home, dictionary, date, 'claim');

describe('a source that has not come near the deadline', () => {
  it('wait: the night waits, is late, and computes everything when it has come', async () => {
    await dictionaryWith('waits', '');
    const handle = await startNight('waits', FIRST, ['crm']);
    await place.temporal.sleep('9h');
    expect(await handle.query('progress')).toMatchObject({ stage: 'wait', late: true, waitingFor: ['web'] });
    await handle.signal('ready', 'web');
    const result = (await handle.result()) as NightResult;
    expect(result).toMatchObject({ late: true, alerts: [{ cause: 'deadline', sent: [{ way: 'webhook' }] }] });
    expect(result.lateCosts).toBeUndefined();
    expect(await claim('waits', FIRST)).toEqual(LINES[FIRST]);
    expect(await manifestOf(place.home, 'waits', FIRST)).not.toHaveProperty('decisions');
    expect(place.told.map(({ cause }) => cause)).toEqual(['deadline']);
  });

  it('last-sealed: its dimension is that of the last night that had it, the others are of today', async () => {
    await dictionaryWith('sealed', 'late: { margin_minutes: 30, default: last-sealed }\n');
    const first = await night('sealed', FIRST);
    const second = await night('sealed', SECOND, ['crm']);
    expect(second.late).toBe(false);
    const decision = { dimension: 'user', policy: 'last-sealed', from: { date: FIRST, run: first.run.run } };
    expect(second.lateCosts).toEqual([
      { ...decision, because: 'its source web had not come', columns: 4, models: ['interest'] },
    ]);
    expect(await claim('sealed', SECOND)).toEqual({ ...LINES[SECOND], ...usersOf(LINES[FIRST]) });
    const [lead] = await place.ports.book.leads('sealed', SECOND, 1);
    expect(lead?.madeFrom).toEqual({ user: FIRST });
    const { decisions, inputs } = await manifestOf(place.home, 'sealed', SECOND);
    expect(decisions).toEqual([{ ...decision, because: 'its source web had not come' }]);
    expect(inputs.decisions).toMatch(/^[0-9a-f]{64}$/);
    const [alert] = place.told.filter(({ dictionary, date }) => dictionary === 'sealed' && date === SECOND);
    expect(alert).toMatchObject({ cause: 'late/user', minutesLeft: 30 });
    expect(alert?.text).toMatch(/user from the night of 2099-01-02, which touches 4 columns and scores of interest/);
  });

  it('the night after such a night computes the dimension again', async () => {
    expect((await night('sealed', THIRD)).lateCosts).toBeUndefined();
    expect(await claim('sealed', THIRD)).toEqual(LINES[THIRD]);
  });

  it('without: its columns are absent', async () => {
    await dictionaryWith('without', 'late: { dimensions: { user: without } }\n');
    await night('without', FIRST);
    const handle = await startNight('without', SECOND, ['crm']);
    const second = (await handle.result()) as NightResult;
    expect(await handle.query('progress')).toMatchObject({ stage: 'done', waitingFor: [] });
    expect(second).toMatchObject({ late: false, lateCosts: [{ dimension: 'user', policy: 'without' }] });
    expect(await claim('without', SECOND)).toEqual(WITHOUT_USERS);
    const leads = await place.ports.book.leads('without', SECOND, 10);
    expect(leads.map(({ opportunityId, scores }) => [opportunityId, scores])).toEqual([
      ['O-1', [19]],
      ['O-3', [9]],
      ['O-2', [-11]],
    ]);
    expect(leads.map(({ madeFrom }) => madeFrom)).toEqual([{ user: null }, { user: null }, { user: null }]);
  });

  it('last-sealed without any sealed night goes without', async () => {
    await dictionaryWith('nothing', 'late: { default: last-sealed }\n');
    const { lateCosts } = await night('nothing', FIRST, ['crm']);
    const because = 'its source web had not come, and no sealed night before has it';
    expect(lateCosts).toMatchObject([{ dimension: 'user', policy: 'without', because }]);
    expect(await claim('nothing', FIRST)).toEqual(WITHOUT_USERS);
  });

  it('the opportunities themselves are waited for, whatever the default says', async () => {
    await dictionaryWith('whom', 'late: { default: without }\n');
    const handle = await startNight('whom', FIRST, ['web']);
    await place.temporal.sleep('9h');
    expect(await handle.query('progress')).toMatchObject({ stage: 'wait', late: true, waitingFor: ['crm'] });
    await handle.signal('ready', 'crm');
    expect(((await handle.result()) as NightResult).lateCosts).toBeUndefined();
    expect(await claim('whom', FIRST)).toEqual(LINES[FIRST]);
  });
});

describe('a source that comes late', () => {
  const SOURCES = ['crm', 'web'] as const;

  it('does not keep the other dimensions waiting: they are computed meanwhile, and taken over', async () => {
    await dictionaryWith('ahead', '');
    const handle = await startNight('ahead', FIRST, ['crm']);
    await place.temporal.sleep('10m');
    await eventually(
      async () => (await childrenOf(handle)).length,
      (n) => n === 1,
    );
    expect(await handle.query('progress')).toMatchObject({ stage: 'wait', waitingFor: ['web'] });
    await handle.signal('ready', 'web');
    const result = (await handle.result()) as NightResult;
    expect(result.run.run).toBe(2);
    expect(result.counts.work.derived).toMatchObject({ reused: 3, computed: { noNight: 2 } });
    expect(await claim('ahead', FIRST)).toEqual(LINES[FIRST]);
    expect((await night('ahead', SECOND)).counts.opportunities).toBe(3);
    expect(await claim('ahead', SECOND)).toEqual(LINES[SECOND]);
  });

  it('brings rows of any kind: what they touch is computed again', async () => {
    await dictionaryWith('touched', '');
    const handle = await startNight('touched', FIRST, ['crm']);
    await place.temporal.sleep('10m');
    await eventually(
      async () => (await childrenOf(handle)).length,
      (n) => n === 1,
    );
    const call = {
      ...TINY_DROP.events[0]!,
      event_id: 'new',
      entity_id: 'O-3',
      event_time: '2099-01-01T10:00:00+08:00',
    };
    const path = await writeDrop(join(place.home, 'late drop'), { events: [{ ...call, value: '60' }] });
    await loadInto(place.ports, { dictionary: 'touched', path, until: undefined }, () => undefined);
    await handle.signal('ready', 'web');
    const result = (await handle.result()) as NightResult;
    expect(result.counts.work.derived).toMatchObject({ reused: 2, computed: { changed: 1, noNight: 2 } });
    const touched = '0 1:1 2:60 3:1 4:60 5:60 6:1 7:60 8:1';
    expect(await claim('touched', FIRST)).toEqual({ ...LINES[FIRST], 'O-3': touched });
  });

  it('that is said to have come within a minute begins nothing ahead', async () => {
    await dictionaryWith('soon', '');
    expect((await night('soon', FIRST, [...SOURCES])).run.run).toBe(1);
  });

  /** Child workflows that have ended. */
  async function childrenOf(handle: Awaited<ReturnType<LateHome['startNight']>>): Promise<unknown[]> {
    const { events } = await handle.fetchHistory();
    return (events ?? []).filter((event) => event.childWorkflowExecutionCompletedEventAttributes);
  }
});

describe('a dimension that is not done near the deadline', () => {
  it.each(['computeShard', 'aggregateShard'] as const)('%s hangs: the night goes on without it', async (activity) => {
    const name = `slow_${activity}`;
    await dictionaryWith(name, 'late: { margin_minutes: 15, default: last-sealed }\n');
    await night(name, FIRST);
    slow = { activity, type: 'user' };
    const handle = await startNight(name, SECOND, ['crm', 'web'], 0.35);
    const result = (await handle.result()) as NightResult;
    const because = activity === 'computeShard' ? 'it was not computed in time' : 'it was not aggregated in time';
    expect(result).toMatchObject({ late: false, lateCosts: [{ dimension: 'user', policy: 'last-sealed', because }] });
    expect(await claim(name, SECOND)).toEqual({ ...LINES[SECOND], ...usersOf(LINES[FIRST]) });
  });
});

/** Lines of opportunities that have users linked. */
const usersOf = (lines: Record<string, string>): Record<string, string> => ({
  'O-1': lines['O-1'] ?? '',
  'O-2': lines['O-2'] ?? '',
});
