import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldValues } from '../../crm/http/field-values.ts';
import { at, keysOf, put } from '../../crm/http/place.ts';
import { addressOf, fill } from '../../crm/http/template.ts';
import { answerText } from '../../crm/http/answer-text.ts';

describe('a template', () => {
  it('becomes the thing itself where a placeholder stands alone, and its text within other text', () => {
    const template = { ids: '{ids}', filter: 'id in ({ids})', deep: [{ on: '{id}' }, 7, null, true] };
    expect(fill(template, { ids: ['a', 'b'], id: 'c' })).toEqual({
      ids: ['a', 'b'],
      filter: 'id in (a,b)',
      deep: [{ on: 'c' }, 7, null, true],
    });
  });

  it('leaves out the key of what is undefined, and leaves what it does not know', () => {
    const unread = { id: 'a', version: undefined };
    expect(fill({ id: '{id}', version: '{version}', other: '{other}' }, unread)).toEqual({ id: 'a', other: '{other}' });
    expect(fill({ id: '{id}', etag: 'W/"{version}"' }, unread)).toEqual({ id: 'a' });
    const query = { rev: '{version}', tag: 'v{version}', id: '{id}' };
    expect(addressOf('https://crm.example.com', '/o', query, unread).search).toBe('?id=a');
  });

  it('never fills what was filled in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (values, id) => {
        expect(fill({ id: '{id}', values: '{values}' }, { id, values })).toEqual({ id, values });
      }),
    );
    expect(fill(['{id}', 'x{id}'], { id: '{values}', values: 1 })).toEqual(['{values}', 'x{values}']);
  });

  it('makes addresses that say the same ids again, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 5 }), (ids) => {
        const url = addressOf(
          'https://crm.example.com/api/',
          '/o/{id}/x',
          { id: '{ids}', n: '{fields}' },
          {
            ids,
            id: `-${ids[0] ?? ''}`,
            fields: 'f',
          },
        );
        expect(url.searchParams.getAll('id')).toEqual(ids);
        expect(decodeURIComponent(url.pathname)).toBe(`/api/o/-${ids[0] ?? ''}/x`);
      }),
    );
  });
});

describe('a place in JSON', () => {
  it('gives back what was put there, whatever its keys are called', () => {
    const key = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'a'), fc.string({ minLength: 1 }));
    const place = fc.array(key, { minLength: 1, maxLength: 4 }).map((keys) => keys.join('.'));
    fc.assert(
      fc.property(place, (where) => {
        const json = {};
        put(json, keysOf(where), 'here');
        expect(at(json, where)).toBe('here');
        expect(({} as Record<string, unknown>)['here']).toBeUndefined();
      }),
    );
  });

  it('keeps what stands beside it', () => {
    const json = { a: { b: 1 } };
    put(json, ['a', 'c'], 2);
    expect(json).toEqual({ a: { b: 1, c: 2 } });
    expect(at(json, '')).toBe(json);
    expect(at([{ x: [5] }], '0.x.0')).toBe(5);
    expect(at(json, 'a.b.toFixed')).toBeUndefined();
  });
});

describe('values of a record', () => {
  const fields = [
    { name: 'win', type: 'number', digits: 2 },
    { name: 'why', type: 'text' },
    { name: 'on', type: 'date' },
  ] as const;
  const values = fieldValues({ fields: { win: 'scores.win' }, numbers: 'number', empty: 'null' }, fields);

  it.each([
    [0.5, 0.5],
    ['0.5000', 0.5],
    [0.12000000476837158, 0.12],
    [' 1e-1 ', 0.1],
    [-0, 0],
    ['', null],
    [undefined, null],
    [null, null],
    ['high', 'high'],
    [true, 'true'],
    [{ a: 1 }, '{"a":1}'],
  ])('reads %j as the number %j', (theirs, ours) => {
    expect(values.ours({ scores: { win: theirs } }, ['win'])).toEqual({ win: ours });
  });

  it('reads dates by their day, and texts as they are', () => {
    const theirs = { on: '2026-03-01T23:00:00Z', why: ' 007 ' };
    expect(values.ours(theirs, ['on', 'why'])).toEqual({ on: '2026-03-01', why: ' 007 ' });
    expect(values.ours({ on: '1 March', why: 7 }, ['on', 'why'])).toEqual({ on: '1 March', why: '7' });
  });

  it('writes what is empty, and numbers, as the settings say', () => {
    const asText = fieldValues({ fields: { win: 'scores.win' }, numbers: 'text', empty: 'text' }, fields);
    const ours = { win: 0.5, why: null, other: 1 };
    expect(values.theirs(ours)).toEqual({ scores: { win: 0.5 }, why: null, other: 1 });
    expect(asText.theirs(ours)).toEqual({ scores: { win: '0.50' }, why: '', other: '1' });
  });

  it('reads any numbers that it wrote', () => {
    const asText = fieldValues({ fields: {}, numbers: 'text', empty: 'null' }, fields);
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (hundredths) => {
        const ours = { win: hundredths / 100 };
        expect(asText.ours(JSON.parse(JSON.stringify(asText.theirs(ours))), ['win'])).toEqual(ours);
      }),
    );
  });
});

it.each([
  ['{"error": "no such user"}', 'no such user'],
  ['{"errors": [{"detail": "too long"}]}', 'too long'],
  ['[{"message": "first", "errorCode": "X"}]', 'first'],
  ['{"error": {"code": 7, "message": "deep"}}', 'deep'],
  ['{"odd": 1}', '{"odd": 1}'],
  ['<html><h1>Bad   gateway</h1></html>', 'Bad gateway'],
  ['x'.repeat(400), `${'x'.repeat(300)}…`],
])('says of the answer %s what it says', (answer, text) => {
  expect(answerText(answer)).toBe(text);
});
