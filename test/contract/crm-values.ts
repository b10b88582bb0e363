import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CrmField, CrmValues, CrmWrite } from '../../crm/crm.ts';
import type { CrmFixture } from './crm-fixture.ts';
import { freshIds, openCrm } from './crm-records.ts';

const texts = {
  quotes: `She said "it's 5 o'clock"; -- DROP`,
  lines: 'called 3 times in 7 days\nlongest 108 s\n\nlast on Monday',
  marks: '<b>&amp;</b> {ids} ${x} %s \\n \\ / , ; | \t.',
  emoji: '👍🏽 zwölf Anrufe · 三次通话 · e\u0301',
  long:
    Array.from({ length: 400 }, (_, i) => `reason ${i % 10}.`)
      .join(' ')
      .slice(0, 3_999) + '!',
};

/** Ids that a CRM must neither take for something else nor mistake for one another. */
const awkwardIds = (fresh: string): string[] =>
  [`o'Brien`, `"q"`, 'a,b', 'a b', 'a/b?c=d&e#f', 'back\\slash', '%_*', '(x)', 'größe', '007', '7'].map(
    (id) => `${fresh}${id}`,
  );

const atDigits = (field: CrmField, most: number) => {
  const unit = 10 ** (field.digits ?? 0);
  return fc.integer({ min: 0, max: most * unit }).map((n) => Number((n / unit).toFixed(field.digits ?? 0)));
};

export function valueContract(running: () => CrmFixture): void {
  const { records, read, write } = openCrm(running);
  const writeAndRead = async (rows: readonly CrmWrite[]): Promise<(CrmValues | undefined)[]> => {
    const fields = Object.keys(rows[0]?.values ?? {});
    expect(await write(rows)).toEqual(rows.map(() => ({ state: 'written' })));
    const ids = rows.map((row) => row.id);
    return (await read(ids, fields)).map((record) => record?.values);
  };

  it('gives back any numbers of the declared digits, equal', async () => {
    const { number, otherNumber } = running().fields;
    const numbers = fc.array(fc.tuple(atDigits(number, 1), atDigits(otherNumber, 1_000)), {
      minLength: 1,
      maxLength: 20,
    });
    const ids = await records(20);
    await fc.assert(
      fc.asyncProperty(numbers, async (pairs) => {
        const values = pairs.map(([x, y]) => ({ [number.name]: x, [otherNumber.name]: y }));
        expect(await writeAndRead(values.map((v, i) => ({ id: ids[i] ?? '', values: v })))).toEqual(values);
      }),
      { numRuns: 10, seed: 9 },
    );
  });

  it.each(Object.entries(texts))('gives back a text with %s', async (_, text) => {
    const { text: field } = running().fields;
    const [id = ''] = await records(1);
    expect(await writeAndRead([{ id, values: { [field.name]: text } }])).toEqual([{ [field.name]: text }]);
    expect(await running().get(id)).toMatchObject({ [field.name]: text });
  });

  it('gives back dates as they were written, in any season', async () => {
    const { date } = running().fields;
    const days = ['2026-03-01', '2024-02-29', '2026-03-29', '2026-10-25', '2026-12-31'];
    const ids = await records(days.length);
    const rows = days.map((day, i): CrmWrite => ({ id: ids[i] ?? '', values: { [date.name]: day } }));
    expect(await writeAndRead(rows)).toEqual(rows.map((row) => row.values));
    expect(await running().get(ids[0] ?? '')).toMatchObject({ [date.name]: '2026-03-01' });
  });

  it('empties a field for null, and keeps 0 apart from it', async () => {
    const { number, otherNumber, text, date } = running().fields;
    const full = { [number.name]: 0.5, [otherNumber.name]: 3, [text.name]: 'a', [date.name]: '2026-03-01' };
    const [a = '', b = ''] = await records(2, full);
    const empty = { [number.name]: null, [otherNumber.name]: null, [text.name]: null, [date.name]: null };
    const nought = { ...full, [number.name]: 0, [otherNumber.name]: 0 };
    const rows = [
      { id: a, values: empty },
      { id: b, values: nought },
    ];
    expect(await writeAndRead(rows)).toEqual([empty, nought]);
    expect(await running().get(a)).toMatchObject(empty);
    expect(await running().get(b)).toMatchObject(nought);
  });

  it('takes ids as they are', async () => {
    const { number } = running().fields;
    const [fresh = ''] = freshIds(1);
    const ids = awkwardIds(fresh);
    await running().put(ids.map((id) => ({ id, values: { [number.name]: 0 } })));
    const rows = ids.map((id, i): CrmWrite => ({ id, values: { [number.name]: i / 100 } }));
    expect(await writeAndRead(rows)).toEqual(rows.map((row) => row.values));
    const strangers = ids.map((id) => id.replace(fresh, `${fresh}x`));
    expect(await read(strangers, [number.name])).toEqual(strangers.map(() => undefined));
  });
}
