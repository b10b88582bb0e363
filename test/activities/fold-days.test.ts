import { describe, expect, it } from 'vitest';
import { foldsHash } from '../../activities/fold-days.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import { event } from '../contract/store-rows.ts';
import { retentionHome } from './retention-home.ts';

const [DATE, NEXT] = ['2026-03-20', '2026-03-21'];
const USER = 'user,1,post,posts,,COUNT|SUM,7,trailing,post:count,';
const PHONE = 'phone,2,call,calls,,COUNT|SUM,7,trailing,call:count,';

it('the hash of folds is another one when what they give is', () => {
  const ports = { sha256: (text: string | Uint8Array) => `hash of ${String(text)}` };
  const hash = (rows: string, revision?: string): string => foldsHash(ports, 'UTC', rows, revision);
  // The first revision is none, so that days which were folded before there were any are not folded again.
  expect(hash('rows')).toBe('hash of UTC\nrows');
  expect(hash('rows', '2')).not.toBe(hash('rows'));
});

describe('folding', () => {
  it('makes the days of a type again that had no rows for a night and has the same ones as before', async () => {
    const home = await retentionHome();
    const store = await home.dictionary('shop', [], [USER, PHONE]);
    const call = (eventId: string, on: string) =>
      event({ eventId, type: 'phone', id: 'P-1', line: '', feature: 'call', on: `${on}T10:00:00Z` });
    await store.putEvents([call('a', '2026-03-15')]);
    await home.night('shop', DATE);
    const days = async (): Promise<number[]> =>
      Array.from((await store.readDays('phone', ['P-1'], 0, dayOfDate(NEXT))).day);
    expect(await days()).toEqual([dayOfDate('2026-03-15')]);

    await home.dictionary('shop', [], [USER]);
    await store.putEvents([call('b', '2026-03-16')]);
    await home.night('shop', NEXT);
    await home.dictionary('shop', [], [USER, PHONE]);
    await home.night('shop', '2026-03-22');
    expect(await days()).toEqual([dayOfDate('2026-03-16'), dayOfDate('2026-03-15')]);
  });
});
