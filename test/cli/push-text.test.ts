import { describe, expect, it } from 'vitest';
import { deadText, leadText, refusedText } from '../../cli/push-status-text.ts';
import { pushesText, pushLine } from '../../cli/push-text.ts';
import type { PushAction } from '../../domain/push-request.ts';
import type { PushResult } from '../../domain/push-result.ts';

const NIGHT = { dictionary: 'shop', date: '2026-03-02' };
const RESULT: PushResult = {
  ...{ scene: 'claim', dryRun: false, changed: 1_210, same: 40, delivered: 1_203, found: 0, edited: 5, dead: 2 },
  ...{ suppressed: 0, readBack: 1_203, differing: 0, calls: 14, callsAgain: 3 },
  examples: [{ id: 'O-1', reason: 'locked\nby Ann' }],
};
const lineOf = (change: Partial<PushResult>, action?: PushAction): string =>
  pushLine({ ...RESULT, dead: 0, edited: 0, ...change }, NIGHT, action);

describe('a line of a push', () => {
  it('says what was delivered and what was not, and where to look', () => {
    expect(pushLine(RESULT, NIGHT)).toBe(
      'claim: 1,203 delivered, 40 unchanged, 5 edited by people and kept, 2 dead letters (npx daybreak push status shop --date 2026-03-02 --scene claim --dead)',
    );
    expect(lineOf({ suppressed: 7, differing: 1 })).toBe(
      'claim: 1,203 delivered, 40 unchanged, 7 suppressed, 1 not as delivered when read back',
    );
    expect(lineOf({ newer: 1_150, delivered: 53 })).toBe(
      'claim: 53 delivered, 40 unchanged, 1,150 left as a newer night wrote them (npx daybreak push shop --date 2026-03-02 --scene claim --older writes over them)',
    );
    expect(lineOf({ calls: 0 })).toBe('claim: 1,203 delivered before, 40 unchanged');
  });

  it('says in a dry run what would be written, without what is there already', () => {
    const dry = { dryRun: true, changed: 10, delivered: 2, found: 1, edited: 1, suppressed: 1, same: 4 };
    expect(lineOf(dry, 'dry-run')).toBe(
      'claim: 5 would be written, 7 unchanged, 1 edited by people and kept, 1 suppressed',
    );
  });

  it('says what was restored or tried again', () => {
    expect(lineOf({ delivered: 3 }, 'undo')).toBe('claim: 3 restored');
    expect(lineOf({ delivered: 3 }, 'retry')).toBe('claim: 3 delivered');
    expect(lineOf({ changed: 0, delivered: 0 }, 'retry')).toBe(
      'claim: there was no dead letter among the leads of that night',
    );
  });

  it('is followed by the first that failed and by what it cost', () => {
    const request = { run: { ...NIGHT, run: 2 }, scene: 'claim', parts: 1, action: 'push' } as const;
    expect(pushesText([request], [RESULT]).split('\n').slice(1)).toEqual([
      '  O-1: locked by Ann',
      '  14 calls, 3 of them again; 1,203 read back and compared',
      '',
    ]);
    expect(pushesText([], [])).toBe('no scene of this night is written into a CRM\n');
  });
});

describe('the status of leads', () => {
  const stamp = { date: '2026-03-02', run: 1 };

  it('lists dead letters with their reasons', () => {
    expect(deadText('claim', [])).toBe('claim: no dead letters\n');
    const receipt = { ...stamp, state: 'dead', reason: 'locked\nby \u001b[31mAnn' } as const;
    expect(deadText('claim', [{ id: 'O-1', receipt }])).toBe(
      'scene claim\n  O-1  last tried 2026-03-02: locked by [31mAnn\n',
    );
  });

  it('lists what one night was refused, and what became of it since', () => {
    const night = { date: '2026-03-02', run: 1 };
    const receiptOf = (state: 'dead' | 'delivered', date: string) => ({ state, date, run: 1 }) as const;
    const leads = [
      { id: 'O-1', reason: 'locked', receipt: receiptOf('dead', '2026-03-02') },
      { id: 'O-2', reason: 'locked', receipt: receiptOf('delivered', '2026-03-04') },
      { id: 'O-3', reason: 'no record', receipt: receiptOf('dead', '2026-03-05') },
      { id: 'O-4', reason: 'locked', receipt: receiptOf('delivered', '2026-03-01') },
    ];
    expect(refusedText('claim', { ...night, leads })).toBe(`scene claim, 2026-03-02, run 1
  O-1  refused: locked
  O-2  refused: locked (delivered since 2026-03-04)
  O-3  refused: no record (again on 2026-03-05)
  O-4  refused: locked
`);
    expect(refusedText('claim', { ...night, leads: [] })).toBe('claim: no dead letters of 2026-03-02, run 1\n');
    expect(refusedText('claim', { ...night, leads: undefined })).toMatch(/no longer known.*without --date/);
    expect(refusedText('claim', { ...night, run: undefined, leads: undefined })).toBe('claim: no push of 2026-03-02\n');
  });

  it('tells of one lead what stands, and what each night did', () => {
    const receipt = { ...stamp, state: 'edited', values: { score: 0.5 }, edited: { score: 0.9 } } as const;
    const entry = { state: 'edited', values: { score: 0.5 }, before: { score: null }, readBack: true } as const;
    expect(leadText('claim', 'O-1', { receipt, entries: [{ ...stamp, entry }] })).toBe(`scene claim, O-1
  now         edited since 2026-03-02
  delivered   score=0.5
  a person's  score=0.9
  2026-03-02  run 1: edited, read back and equal
              wanted score=0.5
              before score=(empty)
`);
    const refused = { ...stamp, state: 'dead', reason: 'locked' } as const;
    expect(leadText('claim', 'O-1', { receipt: refused, entries: [] })).toContain(
      'now         dead, last tried 2026-03-02: locked',
    );
    expect(leadText('claim', 'O-9', { receipt: undefined, entries: [] })).toMatch(/nothing is known of O-9/);
  });
});
