import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadCommand, type LoadContext, type LoadRequest } from '../../cli/load.ts';
import { loadProgress } from '../../cli/load-progress.ts';
import { streamProgress } from '../../cli/load-stream-progress.ts';
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

/** What the command asks of the program around it. */
async function asked(...words: string[]): Promise<readonly unknown[][]> {
  const calls: unknown[][] = [];
  const context: LoadContext = {
    load: (request) => {
      calls.push(['load', request]);
      return Promise.resolve(REPORT);
    },
    stream: (request) => {
      calls.push(['stream', request]);
      return Promise.resolve({ ...REPORT, drop: 'standard input' });
    },
    forget: (dictionary, drop) => {
      calls.push(['forget', dictionary, drop]);
      return Promise.resolve({ state: 'forgotten', drop, startedAt: '2026-03-10T06:00:00Z', report: undefined });
    },
  };
  await loadCommand(context).exitOverride().parseAsync(words, { from: 'user' });
  return calls;
}

const run = async (...words: string[]) => (await asked(...words))[0]?.[1] as LoadRequest | undefined;

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

  it('reads a stream where it is told to, and prints its counts', async () => {
    expect(await asked('shop', '--stream')).toEqual([['stream', { dictionary: 'shop', until: undefined }]]);
    expect(printed).toContain('1,293 rows of standard input are in shop');
    printed = '';
    await asked('shop', '--stream', '--json');
    expect(JSON.parse(printed)).toMatchObject({ drop: 'standard input' });
  });

  it('forgets a load and says what that means', async () => {
    expect(await asked('shop', './drop', '--forget')).toEqual([['forget', 'shop', './drop']]);
    expect(printed).toContain(
      'The load of ./drop into shop, begun at 2026-03-10T06:00:00Z, is forgotten: nights run again.',
    );
    expect(printed).toContain('the others are missing until a drop that has them is loaded');
    printed = '';
    await asked('shop', './drop', '--forget', '--json');
    expect(JSON.parse(printed)).toEqual({
      dictionary: 'shop',
      state: 'forgotten',
      drop: './drop',
      startedAt: '2026-03-10T06:00:00Z',
    });
  });

  it.each([
    [['shop'], 'no drop is named'],
    [['shop', '--forget'], 'no drop is named'],
    [['shop', './drop', '--stream'], '--stream reads standard input and no drop'],
    [['shop', '--stream', '--forget'], '--stream reads standard input and no drop'],
  ])('%j is wrong use', async (words, message) => {
    await expect(asked(...words)).rejects.toMatchObject({ code: 'USAGE', message });
  });

  it('has help with examples', async () => {
    await expect(run('--help')).rejects.toMatchObject({ exitCode: 0 });
    expect(printed).toContain('npx daybreak load shop ./drop --until 2026-03-01');
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
      '50% loading events.csv, 50,000 rows, 10,000 rows/s',
      '100% loading events.csv, 100,000 rows, 10,000 rows/s',
    ]);
  });
});

describe('the progress of a step that is first heard of late', () => {
  it('says no rate for rows of which nobody knows how long they took', () => {
    const out = { isTTY: false, columns: 80, text: '', write: (text: string) => ((out.text += text), true) };
    let now = 0;
    const display = loadProgress(out as unknown as NodeJS.WriteStream, () => now);
    const heard = (ms: number, rows: number) => {
      now = ms;
      display.show({ step: 'write', file: 'drop/events.csv', rows, share: rows / 100_000 });
    };
    heard(6000, 8000);
    heard(12_000, 20_000);
    expect(out.text).toBe('8% loading events.csv, 8,000 rows\n20% loading events.csv, 20,000 rows, 2,000 rows/s\n');
  });
});

describe('the progress of a stream', () => {
  const shown = (isTTY: boolean) => {
    const out = { isTTY, columns: 80, text: '', write: (text: string) => ((out.text += text), true) };
    let now = 0;
    const display = streamProgress(out as unknown as NodeJS.WriteStream, () => now);
    for (let i = 1; i <= 8; i++) {
      now = i * 1000;
      const newly = [{ file: 'standard input', line: i, reason: 'event_id is empty' }];
      display.show({ rows: i * 1000, setAside: i, newly });
    }
    display.clear();
    return out.text;
  };

  it('tells the first lines that were set aside, and the counts every few seconds', () => {
    expect(shown(false).trimEnd().split('\n')).toEqual([
      ...[1, 2, 3, 4, 5].map((line) => `line ${line} was set aside: event_id is empty`),
      '5,000 rows read, 5 set aside',
    ]);
  });

  it('is a line that redraws itself on a terminal', () => {
    const text = shown(true);
    expect(text).toContain('\r8,000 rows read, 8 set aside\u001b[K');
    expect(text.split('\n')).toHaveLength(6);
    expect(text.endsWith('\r\u001b[K')).toBe(true);
  });
});
