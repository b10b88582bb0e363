import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTrytonCrm } from '../../crm/tryton/crm.ts';
import { refusalOf, statusError } from '../../crm/tryton/answer-error.ts';
import { fromTryton, toTryton } from '../../crm/tryton/value.ts';
import { crmSchema } from '../../domain/crm-settings.ts';

describe('an answer of Tryton', () => {
  it.each([
    [401, 'permanent'],
    [403, 'permanent'],
    [404, 'permanent'],
    [302, 'permanent'],
    [408, 'transient'],
    [413, 'batch'],
    [429, 'throttled'],
    [500, 'transient'],
    [503, 'transient'],
  ])('with status %i is %s', (status, trouble) => {
    expect(statusError(status, new Headers(), 'model.x.write')).toMatchObject({ trouble });
  });

  it('says how long to wait', () => {
    expect(statusError(429, new Headers({ 'retry-after': '7' }), 'a login').retryAfterMs).toBe(7_000);
    expect(statusError(429, new Headers(), 'a login').retryAfterMs).toBeUndefined();
  });

  it('that is an error says what kind, in words', () => {
    const value = refusalOf(['UserError', ['The value is not valid.', '', null]]);
    expect(value).toMatchObject({ kind: 'refused', message: 'The value is not valid.', aboutRights: false });
    const rights = refusalOf(['UserError', ['You are not allowed.', 'Within groups: Scores', null]]);
    expect(rights).toMatchObject({ message: 'You are not allowed. Within groups: Scores', aboutRights: true });
    const warning = refusalOf(['UserWarning', ['late', 'It is late.', 'Go on?']]);
    expect(warning).toMatchObject({ kind: 'refused', message: 'It is late. Go on?' });
    expect(refusalOf(['ConcurrencyException', 'Records were modified'])).toMatchObject({ kind: 'changed' });
    expect(refusalOf(["'x_field'", 'Traceback …'])).toMatchObject({
      ...{ kind: 'failed', message: "Tryton failed with: 'x_field'" },
    });
    for (const strange of [undefined, null, [], 'text', 7])
      expect(refusalOf(strange)).toMatchObject({ kind: 'failed' });
  });
});

describe('a value for Tryton', () => {
  it('is read as it was written', () => {
    const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
    fc.assert(
      fc.property(number, fc.string({ minLength: 1 }), (x, text) => {
        for (const type of ['float', 'numeric']) expect(fromTryton(overTheWire(toTryton(type, x)))).toBe(x);
        for (const type of ['char', 'text']) expect(fromTryton(overTheWire(toTryton(type, text)))).toBe(text);
      }),
    );
    const day = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (at) => {
        const date = at.toISOString().slice(0, 10);
        expect(fromTryton(overTheWire(toTryton('date', date)))).toBe(date);
      }),
    );
    for (const type of ['float', 'numeric', 'integer', 'char', 'text', 'date']) expect(toTryton(type, null)).toBeNull();
    expect(fromTryton('')).toBeNull();
  });

  it.each([
    ['float', '0.5'],
    ['numeric', Number.NaN],
    ['integer', 0.5],
    ['date', 'yesterday'],
    ['date', 20_260_301],
    ['many2one', 7],
  ])('of a field of type %s is not %j', (type, value) => {
    expect(toTryton(type, value)).toBeUndefined();
  });
});

it('names every setting that is wrong', () => {
  const { limits } = crmSchema.parse({ adapter: 'tryton', push: {} });
  const connection = { url: 'http://crm.example.org', database: '', user: 'daybreak', password: 'secret' };
  const options = { connection, fields: [], limits, folder: '', state: '', secret: () => '' };
  const failure = (): unknown => {
    try {
      return openTrytonCrm(options);
    } catch (error) {
      return error;
    }
  };
  expect(failure()).toMatchObject({
    code: 'SETTINGS_INVALID',
    message: expect.stringMatching(
      /crm\.connection\.url.*crm\.connection\.database.*crm\.connection\.password/,
    ) as string,
  });
});
