import { afterEach, expect, it, vi } from 'vitest';
import type { CliContext } from '../../cli/context.ts';
import { program } from '../../cli/program.ts';
import { journalTable, receiptsTable, type PushEntry, type PushReceipt } from '../../domain/push-receipt.ts';
import { pushRunKey, pushRunsTable, type PushRun } from '../../domain/push-run.ts';
import { runDate } from '../../domain/run-date.ts';
import { realPorts } from '../activities/real-ports.ts';
import { writeTinyDictionary } from '../end-to-end/tiny.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const SCENE = 'claim';
const SETTINGS = `time_zone: UTC
scenes: { ${SCENE}: { models: [interest] } }
crm: { adapter: embedded, push: { ${SCENE}: { fields: { score: { value: interest.score } } } } }
`;
const [FIRST, SECOND] = [runDate('2026-03-02'), runDate('2026-03-03')];
const receipt = (date: typeof FIRST, state: PushReceipt['state']): PushReceipt => ({
  ...{ date, run: 1, state },
  ...(state === 'dead' ? { reason: 'locked' } : {}),
});

/** Two nights: O-1 was refused in the first, O-2 in both; the journal of a night before them was dropped. */
async function twoNights(): Promise<(...args: string[]) => Promise<string>> {
  const { home, ports } = await realPorts('push-status');
  await writeTinyDictionary(home, 'tiny', { settings: SETTINGS });
  const store = await ports.openStore('tiny', 'UTC');
  const run = { run: 1, parts: 1, state: 'done', startedMs: 0 } as const;
  const runs: PushRun[] = [
    { ...run, date: runDate('2026-02-01'), lastJournal: 1 },
    { ...run, date: FIRST, journal: 2, lastJournal: 2 },
    { ...run, date: FIRST, run: 2, onlyShadows: true, journal: 4, lastJournal: 4 },
    { ...run, date: SECOND, journal: 3, lastJournal: 3 },
  ];
  for (const one of runs) await store.putRecord(pushRunsTable(SCENE), pushRunKey(one), one);
  const dead: PushEntry = { state: 'dead', values: {}, reason: 'locked' };
  const delivered: PushEntry = { state: 'delivered', values: {} };
  await store.putRecords(journalTable(SCENE, 2), [['O-1', dead], ['O-2', dead], ['O-3', delivered]]); // prettier-ignore
  await store.putRecords(journalTable(SCENE, 3), [['O-1', delivered], ['O-2', dead]]); // prettier-ignore
  await store.putRecords(journalTable(SCENE, 4), [['O-3', dead]]);
  const now = [['O-1', receipt(SECOND, 'delivered')], ['O-2', receipt(SECOND, 'dead')]] as const; // prettier-ignore
  await store.putRecords(receiptsTable(SCENE), now);
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const context = { home, ports: () => ports } as Partial<CliContext> as CliContext;
  return async (...args) => {
    printed = '';
    await program(context).parseAsync(['push', 'status', 'tiny', ...args], { from: 'user' });
    return printed;
  };
}

it('lists the dead letters of now, or with a date what that night was refused', async () => {
  const status = await twoNights();
  expect(await status('--dead')).toBe('scene claim\n  O-2  last tried 2026-03-03: locked\n');
  expect(await status('--dead', '--date', '2026-03-02')).toBe(`scene claim, 2026-03-02, run 1
  O-1  refused: locked (delivered since 2026-03-03)
  O-2  refused: locked (again on 2026-03-03)
`);
  expect(await status('--dead', '--date', '2026-03-03')).toBe(
    'scene claim, 2026-03-03, run 1\n  O-2  refused: locked\n',
  );
  expect(await status('--dead', '--date', '2026-03-04')).toBe('claim: no push of 2026-03-04\n');
  expect(await status('--dead', '--date', '2026-02-01')).toContain('no longer known');
  const [json] = JSON.parse(await status('--dead', '--date', '2026-03-02', '--json')) as [Record<string, unknown>];
  expect(json).not.toHaveProperty('dead');
  expect(json).toMatchObject({ refused: { date: FIRST, run: 1, leads: [{ id: 'O-1' }, { id: 'O-2' }] } });
});

it('tells of one lead what became of it, or what one night did with it', async () => {
  const status = await twoNights();
  const nightsOf = async (...args: string[]): Promise<unknown> =>
    (await status('--opportunity', 'O-1', ...args)).match(/^ {2}2026-\d\d-\d\d/gm);
  expect(await nightsOf()).toEqual(['  2026-03-02', '  2026-03-03']);
  expect(await nightsOf('--date', '2026-03-03')).toEqual(['  2026-03-03']);
});
