import { describe, expect, it } from 'vitest';
import { unseenWarnings, type SeenData, type SeenFeature, type SeenValues } from '../../domain/seen-data.ts';
import { ATTRIBUTE_ROW, BASE_ROW, dictionaryOf } from './dictionary-table.ts';

const feature = (change: Partial<SeenFeature> = {}): SeenFeature => ({
  ...{ looked: 9, lines: new Set(['01', '02']), attributes: new Set(['ring']), hasValue: true },
  ...change,
});
const texts = (...values: string[]): SeenValues => ({ values: new Set(values), allTexts: true });

const SEEN: SeenData = {
  whole: true,
  types: new Map([
    ['opportunity', new Map([['quote', feature({ lines: new Set(['']) })]])],
    [
      'user',
      new Map([
        ['call', feature()],
        ['page', feature({ hasValue: false })],
      ]),
    ],
  ]),
  attributes: new Map([
    ['stage', texts('new', 'won')],
    ['budget', texts('12.5')],
    ['city', { values: new Set(['7']), allTexts: false }],
  ]),
};

type Cells = Partial<Record<'dim' | 'business_line' | 'data_src' | 'vocab', string>>;

/** What is odd about one row, without the place before it. */
function oddOf(cells: Cells, seen = SEEN): string[] {
  const isAttribute = cells.data_src?.startsWith('attr:') === true;
  const row = { ...(isAttribute ? ATTRIBUTE_ROW : { ...BASE_ROW, cal_sort: 'SUM', data_src: 'call:count' }), ...cells };
  const dictionary = dictionaryOf({ vocab: '', ...row });
  return unseenWarnings('d.csv', dictionary, seen).map((text) => text.replace(/^d\.csv line 2 \(id \d, \w+\): /, ''));
}

describe('a row that asks for what is there', () => {
  it.each([
    {},
    { business_line: '02', data_src: 'call.ring[value>=60]:sum' },
    { business_line: '77' }, // of a line there may be few events
    { data_src: 'call.elsewhere:sum' }, // of an attribute too
    { data_src: 'page:count' },
    { data_src: 'attr:stage', vocab: 'lost|won' },
    { data_src: 'attr:budget', vocab: '' },
    { data_src: 'attr:city', vocab: 'seven' }, // a number may be written in several ways
    { dim: 'user', data_src: 'attr:anything', vocab: '' }, // gets no column
  ] as Cells[])('is not odd: %j', (cells) => {
    expect(oddOf(cells)).toEqual([]);
  });
});

describe('a row that asks for what is not there', () => {
  it.each([
    [{ dim: 'usr' }, 'there is no event of the type usr; did you mean "user"?'],
    [{ dim: 'lorry' }, 'there is no event of the type lorry'],
    [{ data_src: 'cal:count' }, 'no event of the type user is named cal; did you mean "call"?'],
    [{ data_src: 'visit:count' }, 'no event of the type user is named visit'],
    [{ business_line: '1' }, 'the call events of the type user that were looked at have line 01, none has line 1'],
    [
      { dim: 'opportunity', data_src: 'quote:count' },
      'the quote events of the type opportunity that were looked at have no line, none has line 01',
    ],
    [
      { data_src: 'call[attrs.rings=1]:count' },
      'none of the call events of the type user that were looked at has the attribute rings; did you mean "ring"?',
    ],
    [
      { data_src: 'page:sum' },
      'none of the page events of the type user that were looked at has a value, so :sum has no number to take',
    ],
    [
      { data_src: 'attr:budge', vocab: '' },
      'no opportunity has the attribute budge among those that were looked at; did you mean "budget"?',
    ],
    [
      { data_src: 'attr:stage', vocab: 'open|closed' },
      'no word of the vocab is among the values of stage ("new", "won")',
    ],
    [
      { data_src: 'attr:stage', vocab: '' },
      'the values of stage are no numbers ("new", "won"), so it is absent as long as there is no vocab',
    ],
  ] as [Cells, string][])('%j', (cells, said) => {
    expect(oddOf(cells)).toEqual([said]);
  });

  it('is told of a part of the data only where something near is there', () => {
    const part = { ...SEEN, whole: false };
    expect(oddOf({ data_src: 'visit:count' }, part)).toEqual([]);
    expect(oddOf({ dim: 'lorry' }, part)).toEqual([]);
    expect(oddOf({ data_src: 'cal:count' }, part)).toEqual([
      'no event of the type user is named cal among those that were looked at; did you mean "call"?',
    ]);
  });
});
