import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, type TestContext } from 'vitest';
import { failurePage } from '../../activities/report/failure-page.ts';
import { reportPage } from '../../activities/report/page.ts';
import type { FailureReport } from '../../domain/failure-report.ts';
import type { GateOutcome } from '../../domain/gate-result.ts';
import type { NightReport } from '../../domain/night-report.ts';
import type { StageRecord } from '../../domain/stage-record.ts';
import { chromium, lookAt, type View } from '../../docs/photograph.ts';
import { sampleFailure } from './sample-failure.ts';
import { sampleReport } from './sample-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'daybreak-report-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What the first version of a night put into its report, and nothing of what came later. */
function plainReport(): NightReport {
  const { run, sealedBefore, newFeatures, counts, scenes, unknownExamples, times, late, timeZone } = sampleReport();
  const plain = { run, sealedBefore, newFeatures, counts, scenes, unknownExamples, times, late, timeZone };
  return { ...plain, deadlineMs: undefined, loads: [] };
}

const emptyReport = (): NightReport => ({ ...plainReport(), sealedBefore: true, times: [], scenes: [] });

/** Cancelled while it waited: there is next to nothing to show. */
function barelyBegun(): FailureReport {
  const failed = sampleFailure();
  const cancelled = { message: 'the night was cancelled', next: 'give the command again', cancelled: true };
  return {
    ...{ ...failed, deadlineMs: undefined, run: { ...failed.run, run: 0 }, stage: 'wait', waitingFor: ['crm'] },
    ...{ failure: cancelled, times: [], stages: [], budgets: [], loads: [], again: [], decided: [] },
    kept: { sealed: false, held: [], steps: {} },
    unread: ['stages: HBase does not answer'],
  };
}

const PAGES: Readonly<Record<string, () => string>> = {
  'a full night': () => reportPage(sampleReport()),
  'a night without anything to compare': () => reportPage(plainReport()),
  'a night that had nothing to do': () => reportPage(emptyReport()),
  'a night that failed': () => failurePage(sampleFailure()),
  'a night that was cancelled before it began': () => failurePage(barelyBegun()),
};

/** A word of the page, as a reader sees it. */
const words = (html: string): string =>
  html
    .replaceAll(/<style>[^]*?<\/style>|<title>[^]*?<\/title>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('the page', () => {
  it('says what happened in plain words', () => {
    const said = words(reportPage(sampleReport()));
    expect(said).toContain('48,211 opportunities in 3 scenes were scored by 2 models.');
    expect(said).toContain('96,422 leads, one for each opportunity, scene and model: 61,033 new or changed, 35,389 as');
    expect(said).toContain('24 minutes before the deadline (05:30)');
    expect(said).toContain('Stage compute of user took 10 min 38 s; usually it takes 5 min 51 s.');
    expect(said).toContain('Scores were made with salesperson of 2026-09-06, not of this night: its source crm');
    expect(said).toContain('No opportunity is in the population of scene look.');
    expect(said).toContain('daybreak release sample --date 2026-09-07 --scene match');
    expect(said).toContain('value &quot;12,5&quot; is no number');
    expect(said).toContain('41,222 → 211');
    expect(said).toContain('mean 0.531; 47,300 with a mean of 0.512 in the night of 2026-09-06 (+0.019 since).');
  });

  it('names a stage that took much longer than usual, in share and in seconds, and no other', () => {
    const slow = (usual: number, took: number, p90 = usual): boolean => {
      const night = sampleReport();
      const [first] = night.stages ?? [];
      const stage = { ...first, stage: 'tag', startedMs: 0, endedMs: took * 1000, attempts: 1 } as StageRecord;
      const budgets = [{ stage: 'tag', seconds: usual, p90Seconds: p90, rows: 0, nights: 9 } as const];
      return words(reportPage({ ...night, times: [], stages: [stage], budgets })).includes('Stage tag took');
    };
    // The night of a sample, of a middling company, of four hours.
    expect([slow(0.5, 1.7), slow(0.5, 55), slow(0.5, 62)]).toEqual([false, false, true]);
    expect([slow(240, 295), slow(240, 310), slow(240, 310, 320)]).toEqual([false, true, false]);
    expect([slow(3600, 4200), slow(3600, 4600)]).toEqual([false, true]);
  });

  it('says of what would hold a scene that it warned where the scene passed', () => {
    const [, match] = sampleReport().gates ?? [];
    if (!match) throw new Error('the sample has two gates');
    const said = (outcome: GateOutcome): string =>
      words(reportPage({ ...sampleReport(), gates: [{ ...match, outcome }] }));
    expect(said('held')).toContain('✕ holds');
    expect(said('passed')).toContain('! warning');
    expect(said('passed')).not.toMatch(/✕ hold/);
    expect(reportPage({ ...sampleReport(), gates: [{ ...match, outcome: 'passed' }] })).not.toContain(
      'class="pill bad"',
    );
  });

  it('names new rows that give nobody a value, and partitions that were delivered again', () => {
    const partitions = Array.from({ length: 7 }, (_, i) => `/drops/again/dt=2026-09-0${i}`);
    const said = words(
      reportPage({ ...sampleReport(), silentRows: ['user.logn_01 (id 4)'], redelivered: partitions.slice(0, 1) }),
    );
    expect(said).toContain('1 new row gives no opportunity any value: user.logn_01 (id 4). What it asks for may be');
    expect(said).toContain('daybreak dictionary check sample');
    expect(said).toContain('/drops/again/dt=2026-09-00 was delivered again since it was loaded. To take it in:');
    expect(said).toContain('daybreak load sample /drops/again/dt=2026-09-00');
    const more = words(
      reportPage({ ...sampleReport(), silentRows: ['a (id 1)', 'b (id 2)'], redelivered: partitions }),
    );
    expect(more).toContain('2 new rows give no opportunity any value: a (id 1), b (id 2). What they ask for');
    expect(more).toContain('And 2 more partitions of the sources were delivered again.');
    expect(more).not.toContain('again/dt=2026-09-05');
  });

  it('reads with every later field missing', () => {
    const said = words(reportPage(plainReport()));
    expect(said).toContain('No budgets yet');
    expect(said).not.toMatch(/Gates before the push|NaN|undefined|Infinity/);
    expect(words(reportPage(emptyReport()))).not.toMatch(/Timeline|NaN|undefined|Infinity/);
  });

  it('says how late a late night was', () => {
    const { deadlineMs = 0, ...night } = sampleReport();
    const late = words(reportPage({ ...night, late: true, deadlineMs: deadlineMs - 40 * 60_000 }));
    expect(late).toContain('The night ended 16 minutes after its deadline of 04:50.');
    expect(late).toContain('16 minutes after the deadline (04:50)');
  });

  it('takes no text for markup', () => {
    const html = reportPage({ ...sampleReport(), unknownExamples: [`<script>alert('&')</script>`] });
    expect(html).toContain('&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;');
    expect(html).not.toMatch(/<script|javascript:/i);
  });

  it('names no address but those of the Temporal UI', () => {
    const addresses = [...reportPage(sampleReport()).matchAll(/(?:href|src|url)\s*[=(]\s*"?([^")]+)/g)].map(
      ([, to]) => to,
    );
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses)
      expect(address).toMatch(
        /^http:\/\/127\.0\.0\.1:8233\/namespaces\/default\/workflows\/night%2Fsample%2F2026-09-07/,
      );
  });
});

describe('the page of a night that failed', () => {
  it('says what failed, how to go on and what is kept', () => {
    const said = words(failurePage(sampleFailure()));
    expect(said).toContain('✕ failed in stage aggregate');
    expect(said).toContain('STORE_UNREACHABLE in stage aggregate: HBase does not answer');
    expect(said).toContain('&lt;7f…&gt; within 60 s (after 12 attempts) Next: look whether HBase is up');
    expect(said).toContain('npx daybreak replay sample --date 2026-09-07 --from-stage aggregate --push');
    expect(said).toContain('Run 3 had finished 245 steps (compute 214, aggregate 31)');
    expect(said).toContain('The step hashRowRanges needed 2 attempts.');
    expect(said).toContain('Timeline');
  });

  it('reads where there is next to nothing to say', () => {
    const said = words(failurePage(barelyBegun()));
    expect(said).toContain('✕ cancelled before it began');
    expect(said).toContain('Had not come: crm.');
    expect(said).toContain('stages: HBase does not answer');
    expect(said).not.toMatch(/Timeline|NaN|undefined|Infinity/);
  });
});

const VIEWS: readonly View[] = [
  { widthPx: 1200, scheme: 'light' },
  { widthPx: 1200, scheme: 'dark' },
  { widthPx: 390, scheme: 'light' },
  { widthPx: 320, scheme: 'dark' },
];

/** Whether there is a browser; a test without one says so. */
function needsChromium(context: TestContext): void {
  try {
    execFileSync(chromium(), ['--version']);
  } catch {
    process.stderr.write(`NOT TESTED: ${context.task.name}: no Chromium (name one with CHROMIUM)\n`);
    context.skip('no Chromium');
  }
}

describe.each(Object.entries(PAGES))('%s in a real browser', (name, page) => {
  it('fits wide and narrow, light and dark, and fetches nothing', { timeout: 120_000 }, async (context) => {
    needsChromium(context);
    const file = join(folder, `${name}.html`);
    writeFileSync(file, page());
    const seen = await lookAt(file, VIEWS);
    for (const [i, { contentWidthPx, heightPx, fetched, ground }] of seen.entries()) {
      expect(contentWidthPx).toBeLessThanOrEqual(VIEWS[i]!.widthPx);
      expect(heightPx).toBeGreaterThan(300);
      expect(fetched).toEqual([]);
      expect(ground).toBe(VIEWS[i]!.scheme === 'dark' ? 'rgb(17, 20, 25)' : 'rgb(255, 255, 255)');
    }
  });
});
