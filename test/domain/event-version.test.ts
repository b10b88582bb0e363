import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText, compareVersions } from '../../domain/event-version.ts';
import type { EventRow } from '../../domain/rows.ts';

const row = (change: Partial<EventRow>): EventRow => ({
  eventId: 'e',
  type: 'phone',
  id: 'p',
  line: '01',
  feature: 'call',
  timeText: '2021-05-09T08:00:00Z',
  valueText: '5',
  attrsText: '',
  op: 'upsert',
  time: 0,
  arrived: 0,
  ...change,
});

describe('the version of an event that counts', () => {
  it('is the latest arrival, then a delete, then the greatest text', () => {
    const ascending = [
      row({ arrived: 1, op: 'delete' }),
      row({ arrived: 2, valueText: '10' }),
      row({ arrived: 2, valueText: '9' }),
      row({ arrived: 2, op: 'delete' }),
      row({ arrived: 3 }),
    ];
    expect([...ascending].reverse().sort(compareVersions)).toEqual(ascending);
  });

  it('compares field by field, not the joined text', () => {
    expect(compareVersions(row({ id: 'a', line: 'z' }), row({ id: 'aa', line: 'a' }))).toBeLessThan(0);
  });

  it('orders text as Python does, by code point', () => {
    const texts = fc.sample(
      fc.string({ unit: 'binary', maxLength: 4 }).filter((t) => !/\p{Cs}/u.test(t)),
      { numRuns: 300, seed: 7 },
    );
    texts.push('\uFF21', '\u{1F600}', '', 'a', 'a\u0000');
    const out = execFileSync('python3', ['-c', 'import sys, json; print(json.dumps(sorted(json.load(sys.stdin))))'], {
      input: JSON.stringify(texts),
    });
    expect([...texts].sort(compareText)).toEqual(JSON.parse(out.toString()));
  });
});
