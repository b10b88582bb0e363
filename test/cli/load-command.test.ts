import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadCommand, type LoadRequest } from '../../cli/load.ts';
import { loadProgress } from '../../cli/load-progress.ts';
import type { LoadReport } from '../../domain/load-report.ts';

const REPORT: LoadReport = {
  dictionary: 'shop',
  drop: './drop',
  until: '2026-03-01',
  parts: 1,
  tables: [
    { table: 'events', files: 2, read: 1300, setAside: 2, afterUntil: 8, added: 1200, replaced: 50, same: 40 },
    { table: 'links', files: 1, read: 3, setAside: 0, afterUntil: 0, added: 3, replaced: 0, same: 0 },
  ],
  warnings: ['events: unknown columns were ignored: origin'],
  setAside: [{ file: './drop/events.csv', line: 7, reason: 'event_id is empty' }],
  setAsideFile: '/state/rows.csv',
  elapsedMs: 2340,
};

let printed = '';
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const run = async (...words: string[]): Promise<LoadRequest | undefined> => {
  let asked: LoadRequest | undefined;
  const load = (request: LoadRequest) => {
    asked = request;
    return Promise.resolve(REPORT);
  };
  const other = () => Promise.reject(new Error('a load of a folder neither streams nor forgets'));
  await loadCommand({ load, stream: other, forget: other }).exitOverride().parseAsync(words, { from: 'user' });
  return asked;
};

describe('daybreak load', () => {
  it('says rows in, set aside with where, replaced and same, and in how long', async () => {
    expect(await run('shop', './drop')).toEqual({ dictionary: 'shop', drop: './drop', until: undefined });
    expect(printed).toContain('1,293 rows of ./drop are in shop, in 2.3 s.');
    expect(printed).toMatch(/rows in +new +replaced +same +set aside +from 2026-03-01 on, left out/);
    expect(printed).toMatch(/events +1,290 +1,200 +50 +40 +2 +8\s/);
    expect(printed).toContain('Warning: events: unknown columns were ignored: origin');
    expect(printed).toContain('2 rows were set aside; all of them with their reasons: /state/rows.csv');
    expect(printed).toContain('./drop/events.csv, line 7: event_id is empty');
  });

  it('prints the report for programs and nothing else', async () => {
    await run('shop', './drop', '--json');
    expect(JSON.parse(printed)).toEqual(REPORT);
  });

  it('passes the date on, and refuses what is none', async () => {
    expect((await run('shop', './drop', '--until', '2026-03-01'))?.until).toBe('2026-03-01');
    await expect(run('shop', './drop', '--until', 'March')).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('has help with examples', async () => {
    await expect(run('--help')).rejects.toMatchObject({ exitCode: 0 });
    expect(printed).toContain('npx daybreak load sample ./drop --until 2026-03-01');
  });
});

describe('the progress of a load', () => {
  const shown = (isTTY: boolean, everyMs: number) => {
    const out = { isTTY, columns: 80, text: '', write: (text: string) => ((out.text += text), true) };
    let now = 0;
    const display = loadProgress(out as unknown as NodeJS.WriteStream, () => now);
    for (let i = 1; i <= 10; i++) {
      now = i * everyMs;
      display.show({ step: 'write', file: 'drop/events.csv', rows: i * 10_000, share: i / 10 });
    }
    display.clear();
    return out.text;
  };

  it('is a bar that redraws itself on a terminal and is taken away at the end', () => {
    const text = shown(true, 1000);
    expect(text.split('\r')).toHaveLength(12);
    expect(text).toContain('[###############               ] 50% loading events.csv, 50,000 rows');
    expect(text.endsWith('\r\u001b[K')).toBe(true);
    expect(text).not.toContain('\n');
  });

  it('is a plain line every few seconds elsewhere', () => {
    const lines = shown(false, 1000).trimEnd().split('\n');
    expect(lines).toEqual([
      '50% loading events.csv, 50,000 rows, 12,500 rows/s',
      '100% loading events.csv, 100,000 rows, 11,111 rows/s',
    ]);
  });
});
