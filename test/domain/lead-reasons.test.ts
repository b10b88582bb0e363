import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reasonsText } from '../../domain/lead-reasons.ts';

const SAID = {
  for: ['calls: 3 in 7 days', 'budget: 20000', 'city: wuhan'],
  against: ['visits: nothing', 'stage: new'],
};
const WHOLE = 'For: calls: 3 in 7 days; budget: 20000; city: wuhan. Against: visits: nothing; stage: new.';

describe('reasons as the text of a field', () => {
  it('says both sides, strongest first', () => {
    expect(reasonsText(SAID, 2_000)).toBe(WHOLE);
    expect(reasonsText(SAID, WHOLE.length)).toBe(WHOLE);
    expect(reasonsText({ for: [], against: ['visits: nothing'] }, 100)).toBe('Against: visits: nothing.');
    expect(reasonsText({ for: [], against: [] }, 100)).toBe('');
    expect(reasonsText({ for: ['浏览 7 天内有 3 天'], against: [] }, 100)).toBe('支持:浏览 7 天内有 3 天。');
    // A Chinese value among English reasons.
    expect(reasonsText({ for: ['calls: 3', 'city: 武汉'], against: ['stage: new'] }, 100)).toBe(
      'For: calls: 3; city: 武汉. Against: stage: new.',
    );
    expect(reasonsText({ for: ['two\n  lines\t'], against: [] }, 100)).toBe('For: two lines.');
  });

  it('leaves out whole reasons, the weakest first', () => {
    expect(reasonsText(SAID, WHOLE.length - 1)).toBe(
      'For: calls: 3 in 7 days; budget: 20000. Against: visits: nothing; stage: new. …',
    );
    expect(reasonsText(SAID, 55)).toBe('For: calls: 3 in 7 days. Against: visits: nothing. …');
    expect(reasonsText(SAID, 26)).toBe('For: calls: 3 in 7 days. …');
    expect(reasonsText(SAID, 20)).toBe('For: calls: 3 in 7 …');
    expect(reasonsText({ for: ['𝄞'.repeat(20)], against: [] }, 21)).toBe(`For: ${'𝄞'.repeat(7)}…`);
  });

  it('never takes more room than there is', () => {
    const side = fc.array(fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }), { maxLength: 3 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 20, max: 300 }), (good, bad, characters) => {
        const text = reasonsText({ for: good, against: bad }, characters);
        expect(text.length).toBeLessThanOrEqual(characters);
        expect(text).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});
