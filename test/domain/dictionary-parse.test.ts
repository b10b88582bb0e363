import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DICTIONARY_COLUMNS } from '../../domain/dictionary-columns.ts';
import { faultSentence } from '../../domain/dictionary-fault.ts';
import { parseDictionary } from '../../domain/parse-dictionary.ts';
import { ATTRIBUTE_ROW, BASE_ROW, dictionaryOf, faultsOf, tableOf, type WrittenRow } from './dictionary-table.ts';

describe('parseDictionary', () => {
  it('reads a base feature and an attribute', () => {
    const { rows } = dictionaryOf({ ...BASE_ROW, data_src: 'call.ring[attrs.result=ok]:max' }, ATTRIBUTE_ROW);
    expect(rows).toEqual([
      {
        kind: 'base',
        line: 2,
        dim: 'user',
        id: 1,
        name: 'login',
        explain: 'logins',
        businessLine: '01',
        more: {},
        source: {
          feature: 'call',
          attr: 'ring',
          condition: { attr: 'result', operator: '=', right: 'ok' },
          fold: 'max',
        },
        functions: ['SUM', 'COUNT'],
        windowDays: [3, 7],
        windowKind: 'trailing',
      },
      expect.objectContaining({ kind: 'attribute', line: 3, id: 2, attr: 'stage', vocab: ['new', 'won', 'lost'] }),
    ]);
  });

  it('takes an attribute without a vocabulary as a number', () => {
    expect(dictionaryOf({ ...ATTRIBUTE_ROW, vocab: '' }).rows[0]).toMatchObject({
      kind: 'attribute',
      vocab: undefined,
    });
  });

  it('keeps the cells of further columns, whatever the order of the columns', () => {
    const table = tableOf(BASE_ROW);
    const cells = table.rows[0]!.cells;
    const { dictionary, faults } = parseDictionary('test', {
      ...table,
      header: ['owner', ...DICTIONARY_COLUMNS.toReversed(), 'unit'],
      rows: [{ line: 2, cells: ['growth', ...cells.toReversed(), ''] }],
    });
    expect(faults).toEqual([]);
    expect(dictionary.rows[0]).toMatchObject({ name: 'login', more: { owner: 'growth' } });
    expect(dictionary.rows[0]!.more).not.toHaveProperty('unit');
  });

  it('finds no fault in no rows', () => {
    expect(parseDictionary('test', tableOf())).toEqual({ dictionary: { name: 'test', rows: [] }, faults: [] });
  });

  it('lets an attribute share its base name with a base feature, as their features differ', () => {
    expect(faultsOf(tableOf(BASE_ROW, { ...ATTRIBUTE_ROW, dim: 'user', name: 'login', business_line: '01' }))).toEqual(
      [],
    );
  });

  it('lets two dimensions and two lines have the same name', () => {
    const rows = [BASE_ROW, { ...BASE_ROW, id: '3', dim: 'phone' }, { ...BASE_ROW, id: '4', business_line: '02' }];
    expect(faultsOf(tableOf(...rows))).toEqual([]);
  });
});

const where = 'dictionary.csv line 2 (id 1, login): ';

describe('faults of a base row', () => {
  const cases: [string, WrittenRow, RegExp][] = [
    ['a blank dim', { dim: '' }, /: dim is blank, expected an entity type such as opportunity/],
    ['a dim that would leave its folder', { dim: '../user' }, /: dim is "\.\.\/user", expected/],
    ['a blank id', { id: '' }, /id is blank, expected a whole number from 1 to 4294967295/],
    ['an id of 0', { id: '0' }, /id is "0", expected a whole number from 1/],
    ['an id that is no integer', { id: '1.5' }, /id is "1\.5", expected a whole number/],
    ['an id beyond four bytes', { id: '4294967296' }, /id is "4294967296", expected a whole number/],
    ['a blank name', { name: '' }, /\(id 1, no name\): name is blank, expected a name/],
    ['a name with a dot', { name: 'log.in' }, /name is "log\.in", expected a name without blanks/],
    ['a name with an at sign', { name: 'log@in' }, /name is "log@in", expected/],
    ['a name with a blank', { name: 'log in' }, /name is "log in", expected/],
    ['a line with a blank', { business_line: ' 01' }, /business_line is " 01", expected a line without blanks/],
    [
      'a name like a derived one',
      { name: 'x_SUM_7d', business_line: '' },
      /name is "x_SUM_7d", expected a name that does not read as a derived feature/,
    ],
    [
      'name and line like a derived one',
      { name: 'x_SUM_3', business_line: '7d' },
      /does not read as a derived feature, as x_SUM_3_7d does/,
    ],
    ['a name like an attribute', { name: 'x', business_line: 'ASOF' }, /as x_ASOF does/],
    ['no function', { cal_sort: '' }, /cal_sort is blank, expected functions joined by \| out of COUNT SUM/],
    ['an unknown function', { cal_sort: 'SUM|MEDIUM' }, /cal_sort is "MEDIUM", expected .*; did you mean "MEDIAN"\?$/],
    ['a function in lower case', { cal_sort: 'sum' }, /cal_sort is "sum", .*; did you mean "SUM"\?$/],
    ['a function twice', { cal_sort: 'SUM|MAX|SUM' }, /expected each function once \(SUM is there twice\)/],
    ['ASOF among functions', { cal_sort: 'SUM|ASOF' }, /ASOF stands alone, with data_src attr:NAME/],
    ['no window', { times: '' }, /times is blank, expected whole days from 1 to 4000, ascending/],
    ['windows that do not ascend', { times: '7|3' }, /times is "7\|3", expected whole days/],
    ['a window twice', { times: '3|3' }, /times is "3\|3", expected whole days/],
    ['a window of 0', { times: '0|3' }, /times is "0\|3", expected/],
    ['a window that is no number', { times: '3|7d' }, /times is "3\|7d", expected/],
    ['a window that is too long', { times: '3|4001' }, /times is "3\|4001", expected/],
    ['no window kind', { window_kind: '' }, /window_kind is blank, expected trailing or disjoint/],
    ['an unknown window kind', { window_kind: 'trialing' }, /window_kind is "trialing", .*; did you mean "trailing"\?/],
    [
      'an unknown fold',
      { data_src: 'login:summ' },
      /data_src is "login:summ", expected a fold .* in place of "summ"; did you mean "sum"\?/,
    ],
    ['no fold', { data_src: 'login' }, /data_src is "login", expected a fold after the last colon/],
    [
      'a bad condition',
      { data_src: 'login[size>3]:sum' },
      /data_src .* expected a condition on value or attrs\.NAME .* in place of "size>3"/,
    ],
    [
      'an operator twice',
      { data_src: 'login[value==3]:sum' },
      /data_src is "login\[value==3\]:sum", expected a condition with one operator/,
    ],
    ['an operator without a right side', { data_src: 'login[value>=]:sum' }, /expected a condition with one operator/],
    ['an operator turned round', { data_src: 'login[value=>3]:sum' }, /expected a condition with one operator/],
    ['a bad source', { data_src: 'log-in:sum' }, /expected feature\[\.attribute\]\[condition\]:fold/],
    ['a vocabulary', { vocab: 'a|b' }, /vocab is "a\|b", expected a blank cell/],
  ];
  it.each(cases)('%s', (_, cells, sentence) => {
    const faults = faultsOf(tableOf({ ...BASE_ROW, ...cells }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(sentence);
  });
});

describe('faults of an attribute', () => {
  const cases: [string, WrittenRow, RegExp][] = [
    ['a function', { cal_sort: 'SUM' }, /cal_sort is "SUM", expected ASOF alone/],
    ['an event source', { data_src: 'stage:last' }, /data_src is "stage:last", expected attr:NAME/],
    ['a nested attribute', { data_src: 'attr:a.b' }, /data_src is "attr:a\.b", expected attr:NAME/],
    ['windows', { times: '7' }, /times is "7", expected a blank cell: an attribute has no window/],
    ['a window kind', { window_kind: 'trailing' }, /window_kind is "trailing", expected a blank cell/],
    [
      'a word twice',
      { vocab: 'new|won|new' },
      /vocab is "new\|won\|new", expected each word once \("new" is there twice\)/,
    ],
    ['a blank word', { vocab: 'new||won' }, /vocab is "new\|\|won", expected words joined by \|, none of them blank/],
  ];
  it.each(cases)('%s', (_, cells, sentence) => {
    const faults = faultsOf(tableOf({ ...ATTRIBUTE_ROW, ...cells }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(sentence);
  });
});

describe('faults between rows', () => {
  it('an id used twice, also where one of the rows has another fault', () => {
    const other = { ...BASE_ROW, name: 'refresh', cal_sort: 'SUMM' };
    expect(faultsOf(tableOf(BASE_ROW, other))).toEqual([
      expect.stringContaining('cal_sort is "SUMM"'),
      'dictionary.csv line 3 (id 1, refresh): id is "1", expected an id of its own: line 2 (login) has it already',
    ]);
  });

  it('a row that is there twice', () => {
    expect(faultsOf(tableOf(BASE_ROW, { ...BASE_ROW, id: '9' }))).toEqual([
      'dictionary.csv line 3 (id 9, login): name is "login", expected a name that no other user row in business line 01 has: line 2 has it already',
    ]);
  });

  it('names that come out the same', () => {
    expect(faultsOf(tableOf(BASE_ROW, { ...BASE_ROW, id: '9', name: 'login_01', business_line: '' }))).toEqual([
      'dictionary.csv line 3 (id 9, login_01): name is "login_01", expected a name that cannot be confused with line 2: with their business lines both read login_01',
    ]);
  });
});

describe('faults of the header and of the cut', () => {
  it('names a missing column and the one that stands in its place', () => {
    const table = tableOf(BASE_ROW);
    const faults = faultsOf({ ...table, header: table.header.map((name) => (name === 'times' ? 'time' : name)) });
    expect(faults).toEqual([
      expect.stringMatching(
        /^dictionary\.csv line 1: has no column times \(there is "time"\), expected the columns dim, id,/,
      ),
    ]);
  });

  it('names every missing column', () => {
    const table = tableOf();
    expect(faultsOf({ ...table, header: table.header.slice(2) })).toHaveLength(2);
  });

  it('refuses a column twice', () => {
    const table = tableOf();
    expect(faultsOf({ ...table, header: [...table.header, 'id'] })).toEqual([
      'dictionary.csv line 1: has the column id twice, expected each column once',
    ]);
  });

  it('recognises a header cut by semicolons', () => {
    const table = tableOf();
    expect(faultsOf({ ...table, header: [table.header.join(';')] })).toEqual([
      'dictionary.csv line 1: has a header cut by ";", expected cells cut by commas',
    ]);
  });

  it('refuses a row with too few or too many cells, and reads on', () => {
    const table = tableOf(BASE_ROW, { ...BASE_ROW, id: '2', name: 'post' }, { ...BASE_ROW, id: 'x' });
    const [first, second, third] = table.rows;
    const rows = [{ line: 2, cells: first!.cells.slice(1) }, { line: 3, cells: [...second!.cells, ''] }, third!];
    expect(faultsOf({ ...table, rows })).toEqual([
      expect.stringMatching(/line 2 .*: has 9 cells, expected 10 as in the header/),
      expect.stringMatching(/line 3 .*: has 11 cells, expected 10/),
      expect.stringMatching(/line 4 \(id x, login\): id is "x"/),
    ]);
  });
});

it('collects every fault of every row, in the order of the lines', () => {
  const bad = { ...BASE_ROW, id: '-', cal_sort: 'SUMM|MAXX', times: '9|1', window_kind: '', data_src: 'x' };
  const faults = faultsOf(tableOf(bad, { ...ATTRIBUTE_ROW, times: '7', vocab: 'a|a' }));
  expect(faults.map((text) => /: (\w+) is/.exec(text)?.[1])).toEqual([
    ...['id', 'data_src', 'cal_sort', 'cal_sort', 'times', 'window_kind'],
    ...['times', 'vocab'],
  ]);
});

it('leaves faulty rows out', () => {
  const { dictionary } = parseDictionary('test', tableOf({ ...BASE_ROW, id: 'x' }, ATTRIBUTE_ROW));
  expect(dictionary.rows.map(({ name }) => name)).toEqual(['stage']);
});

it('shortens what was found and keeps a sentence on one line', () => {
  const [sentence = ''] = faultsOf(tableOf({ ...BASE_ROW, times: 'a\nb'.repeat(200) }));
  expect(sentence.startsWith(`${where}times is "a b`)).toBe(true);
  expect(sentence.length).toBeLessThan(300);
});

it('either says a fault of any cells or gives a row, and never throws', () => {
  const cell = fc.oneof(
    fc.constantFrom(...Object.values(BASE_ROW), ...Object.values(ATTRIBUTE_ROW)),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  const row = fc.tuple(...DICTIONARY_COLUMNS.map(() => cell));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 4 }), (rows) => {
      const table = { ...tableOf(), rows: rows.map((cells, i) => ({ line: i + 2, cells })) };
      const { dictionary, faults } = parseDictionary('test', table);
      const sound = dictionary.rows.map(({ line }) => line);
      for (const { line } of table.rows)
        expect(sound.includes(line) || faults.some((fault) => fault.line === line)).toBe(true);
      for (const sentence of faults.map(faultSentence))
        expect(sentence).toMatch(/^dictionary\.csv line \d+ .*expected [^\n]*$/);
    }),
  );
});
