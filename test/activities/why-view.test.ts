import { expect, it } from 'vitest';
import { daysBehind, runView } from '../../activities/why/view.ts';
import { calendarOf } from '../../domain/calendar.ts';
import { baseFeature } from '../engine/dictionary-rows.ts';
import { event } from '../contract/store-rows.ts';

it('the days behind a value are told of an entity with very many events as well', async () => {
  const row = baseFeature({ dataSrc: 'call:count' });
  const events = Array.from({ length: 150_000 }, (_, i) =>
    event({ eventId: `e${i}`, type: 'opportunity', id: 'O-1', line: '', feature: 'call', on: '2026-03-04T09:00:00Z' }),
  );
  const ports = { openStore: () => Promise.resolve({ eventsOf: () => Promise.resolve(events) }), calendar: calendarOf };
  const snapshot = { dictionary: { name: 'shop', rows: [row] }, timeZone: 'UTC', request: { date: '2026-03-05' } };
  const view = await runView(ports as never, snapshot as never, 'O-1', 0);
  const window = { from: 1, to: 3, label: '3d' };
  const found = { kind: 'derived', name: 'call_COUNT_3d', row, fn: 'COUNT', window, aggregated: false } as const;
  const days = await daysBehind(view, found);
  expect(days.map(({ date, value, events: own }) => [date, value, own.length])).toEqual([
    ['2026-03-04', 150_000, 150_000],
  ]);
});
