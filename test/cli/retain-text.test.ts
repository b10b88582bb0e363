import { describe, expect, it } from 'vitest';
import { retainText } from '../../cli/retain-text.ts';
import { parseInstant } from '../../domain/instant.ts';
import type { RetentionReport } from '../../domain/retention-report.ts';

const REPORT: RetentionReport = {
  dictionary: 'shop',
  runDate: '2026-03-20',
  dryRun: true,
  rules: ['post of user: 1095 days, the newest 30000', 'all events of all types: 548 days'],
  groups: [
    {
      ...{ rule: 0, type: 'user', feature: 'post', events: 1234, entities: 56, bytes: 123_456 },
      oldest: parseInstant('2020-01-01T00:00:00Z')!,
      newest: parseInstant('2023-03-20T23:59:59Z')!,
    },
  ],
  events: 98_765,
  seen: 7,
  traces: 3,
  elapsedMs: 10,
};

describe('what retain prints', () => {
  it('says how many, from which night, by which rule, what stays nevertheless, and that nothing was removed', () => {
    const text = retainText(REPORT);
    expect(text).toContain('1,234 of 98,765 events of shop would go, counted from its newest night, 2026-03-20.');
    expect(text).toMatch(/1\. post of user: 1095 days, the newest 30000\n[^]*1,234 [^]* 56 [^]*2020-01-01T00:00:00Z/);
    expect(text).toContain('123.5 kB');
    expect(text).toContain('2. all events of all types: 548 days\n   nothing');
    expect(text).toContain('7 more are beyond the newest and stay');
    expect(text).toContain('3 more stay, each as the oldest event');
    expect(text).toMatch(/Nothing was removed\. To do it: npx daybreak retain shop\n$/);
  });

  it('says what is gone, and no more than that', () => {
    const text = retainText({ ...REPORT, dryRun: false, seen: 0, traces: 0 });
    expect(text).toContain('1,234 of 98,765 events of shop are gone');
    expect(text).not.toMatch(/more|Nothing was removed/);
  });

  it('says which nights are thinned, what of them stays, and how they are made anew', () => {
    const nights = { before: '2026-02-18', dates: ['2026-02-01', '2026-02-02'], files: 61, rowFiles: 1, running: [] };
    const text = retainText({ ...REPORT, dryRun: false, nights });
    expect(text).toContain(
      '61 files of 2 nights before 2026-02-18 are gone, counted from 2026-03-20: 2026-02-01 to 2026-02-02.',
    );
    expect(text).toContain('npx daybreak replay shop --date 2026-02-01 --full');
    expect(text).toMatch(/\n1 file of rows stays, because later nights point to it\.\n$/);
    const alone = retainText({ ...REPORT, rules: [], groups: [], nights: { ...nights, running: ['2026-01-31'] } });
    expect(alone).not.toContain('events');
    expect(alone).toMatch(/Left alone, as it is being made anew: 2026-01-31\.\nNothing was removed\./);
    const none = retainText({
      ...REPORT,
      rules: [],
      groups: [],
      nights: { ...nights, dates: [], files: 0, rowFiles: 0 },
    });
    expect(none).toBe('No files of nights before 2026-02-18 would go, counted from 2026-03-20.\n');
  });

  it('says that there are no rules', () => {
    expect(retainText({ ...REPORT, runDate: undefined, rules: [], groups: [] })).toMatch(/no retention rules/);
  });
});
