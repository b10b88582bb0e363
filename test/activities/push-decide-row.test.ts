import { describe, expect, it } from 'vitest';
import { decideRow, type KnownRow } from '../../activities/push/decide-row.ts';
import { standingOf } from '../../activities/push/lead-row.ts';
import { hasMoved, sameValue, targetFields, targetValues } from '../../domain/push-field.ts';
import { crmSchema, type ScenePush } from '../../domain/crm-settings.ts';
import type { FieldValues, PushEntry, PushReceipt } from '../../domain/push-receipt.ts';

const push = (more: object = {}): ScenePush => {
  const fields = { score: { value: 'wins.score', band: 0.01 }, rank: { value: 'rank' }, why: { value: 'reasons' } };
  return crmSchema.parse({ adapter: 'embedded', push: { claim: { fields, ...more } } }).push['claim']!;
};
const FIELDS = targetFields(push());
const WANTED = { score: 0.5, rank: 3, why: 'new' };
const OLD = { score: 0.4, rank: 9, why: 'old' };
const receipt = (values: FieldValues, state: PushReceipt['state'] = 'delivered'): PushReceipt => ({
  ...{ date: '2026-03-01', run: 1, state, values },
});
const row = (known: Partial<KnownRow>): KnownRow => ({
  wanted: WANTED,
  receipt: undefined,
  entry: undefined,
  ...known,
});
const act = (known: Partial<KnownRow>, present: FieldValues, settings: object = {}): object =>
  decideRow(FIELDS, push(settings), row(known), { values: present });

describe('a lead whose record was read', () => {
  it('is missing where the CRM has no record', () => {
    expect(decideRow(FIELDS, push(), row({}), undefined)).toEqual({ act: 'missing' });
  });

  it('is written over what we delivered, with what stood there', () => {
    expect(act({ receipt: receipt(OLD) }, OLD)).toMatchObject({
      act: 'write',
      values: WANTED,
      before: OLD,
      edited: {},
    });
  });

  it('keeps the fields that somebody edited; of the others the numbers decide', () => {
    const edited = { ...OLD, score: 0.9 };
    expect(act({ receipt: receipt(OLD) }, edited)).toMatchObject({
      ...{ act: 'write', values: { rank: 3, why: 'new' }, before: { rank: 9, why: 'old' }, edited: { score: 0.9 } },
    });
    expect(act({ receipt: receipt(OLD) }, { score: 0.9, rank: 1, why: 'old' })).toEqual({
      ...{ act: 'edited', edited: { score: 0.9, rank: 1 }, values: { why: 'old' } },
    });
    expect(act({ receipt: receipt(OLD) }, { ...WANTED, why: 'mine' })).toMatchObject({
      act: 'edited',
      edited: { why: 'mine' },
    });
    expect(act({ receipt: receipt(OLD) }, edited, { edited: 'overwrite' })).toMatchObject({
      act: 'write',
      values: WANTED,
    });
  });

  it('whose number was kept before is written again only when another number moves', () => {
    const kept = receipt({ ...OLD, rank: 3 }, 'edited');
    expect(act({ receipt: kept }, { score: 0.9, rank: 3, why: 'old' })).toMatchObject({ act: 'edited' });
  });

  it('is found where an interrupted push had written it, and written where it had not', () => {
    const entry: PushEntry = { state: 'sent', before: OLD, values: WANTED };
    expect(act({ receipt: receipt(OLD), entry }, WANTED)).toEqual({ act: 'found', values: WANTED });
    expect(act({ entry }, OLD)).toMatchObject({ act: 'write', values: WANTED });
    expect(act({ entry }, { ...OLD, score: 0.7 })).toMatchObject({ act: 'write', edited: { score: 0.7 } });
    const other: PushEntry = { state: 'sent', before: OLD, values: { ...WANTED, score: 0.6 } };
    expect(act({ entry: other }, other.values)).toMatchObject({ act: 'write', values: WANTED, edited: {} });
    expect(act({ entry: { ...entry, over: other.values } }, other.values)).toMatchObject({ act: 'write', edited: {} });
  });

  it('that was never delivered is written over what stood there, unless that is to be kept', () => {
    expect(act({}, OLD)).toMatchObject({ act: 'write', values: WANTED });
    expect(act({}, OLD, { first: 'keep' })).toMatchObject({ act: 'edited', edited: OLD });
    expect(act({}, { score: null, rank: null, why: null }, { first: 'keep' })).toMatchObject({ act: 'write' });
  });
});

describe('where a lead stands before the CRM is asked', () => {
  const standing = (known: Partial<KnownRow>, changed = true): string =>
    standingOf(FIELDS, { edited: 'keep' }, { id: 'O-1', changed, ...row(known) });

  it('is open until it is delivered, by this run or an earlier one', () => {
    expect(standing({})).toBe('open');
    expect(standing({ receipt: receipt(OLD) })).toBe('open');
    expect(standing({ receipt: receipt(WANTED, 'dead') })).toBe('open');
    expect(standing({ receipt: receipt(WANTED, 'undone'), entry: { state: 'undone', values: WANTED } })).toBe('open');
    expect(standing({ receipt: receipt(WANTED) })).toBe('same');
    expect(standing({ receipt: receipt({ ...WANTED, score: 0.495, why: 'other' }) })).toBe('same');
    expect(standing({}, false)).toBe('same');
  });

  it('is what the journal of the run says, as long as the same is wanted', () => {
    const refused = receipt(OLD, 'dead');
    expect(standing({ entry: { state: 'dead', values: WANTED }, receipt: refused })).toBe('ended');
    // It was refused in its shadow fields only.
    expect(standing({ entry: { state: 'dead', values: WANTED }, receipt: receipt(OLD) })).toBe('open');
    expect(standing({ entry: { state: 'missing', values: WANTED } })).toBe('open');
    expect(standing({ entry: { state: 'dead', values: OLD }, receipt: refused })).toBe('open');
    expect(standing({ entry: { state: 'sent', values: WANTED } })).toBe('open');
    expect(standing({ entry: { state: 'sent', values: WANTED }, receipt: receipt(WANTED) })).toBe('acknowledged');
  });
});

describe('values', () => {
  it('are the same where the CRM would show the same', () => {
    const number = { type: 'number', digits: 4 } as const;
    const text = { type: 'text', digits: 0 } as const;
    expect(sameValue(number, 0.12344, 0.1234)).toBe(true);
    expect(sameValue(number, 0.1235, 0.1234)).toBe(false);
    expect(sameValue(number, null, 0)).toBe(false);
    expect(sameValue(text, 'a\r\nb ', 'a\nb')).toBe(true);
    expect(sameValue(text, '', null)).toBe(true);
    expect(sameValue(text, 'a', 'b')).toBe(false);
  });

  it('move a lead when a number leaves its band', () => {
    const moved = (values: FieldValues): boolean => hasMoved(FIELDS, { score: 0.5, rank: 3, why: 'x' }, values);
    expect(moved({ score: 0.509, rank: 3, why: 'y' })).toBe(false);
    expect(moved({ score: 0.51, rank: 3, why: 'x' })).toBe(true);
    expect(moved({ score: 0.5, rank: 4, why: 'x' })).toBe(true);
    expect(moved({ score: null, rank: 3, why: 'x' })).toBe(true);
    expect(hasMoved(FIELDS, { score: 0.5 }, WANTED)).toBe(true);
    expect(hasMoved(targetFields(push({ fields: { why: { value: 'reasons' } } })), { why: 'a' }, { why: 'b' })).toBe(
      true,
    );
  });

  it('go into the shadow of a field while it has one', () => {
    const fields = targetFields(push({ shadow: { score: 'score_new' } }));
    expect(targetValues(fields, { score: 0.5, rank: 3 })).toEqual({ score_new: 0.5, rank: 3, why: null });
    const only = targetFields(push({ shadow: { score: 'score_new' } }), true);
    expect(targetValues(only, WANTED)).toEqual({ score_new: 0.5 });
  });
});
