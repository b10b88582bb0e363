import { expect, it } from 'vitest';
import type { Mutation } from '../../stores/hbase/client/mutation.ts';
import { mutationBytes } from '../../stores/hbase/client/mutation-encode.ts';
import { dayIn } from '../../stores/hbase/day-cell.ts';
import { markWrites } from '../../stores/hbase/stale-days.ts';
import { textsAt } from '../../stores/row-key.ts';
import { collect } from '../contract/fresh-stores.ts';

const TIMESTAMP = 7;

/** `id day` of every mark. */
const marksIn = (mutations: readonly Mutation[]): string[] =>
  mutations.flatMap((mutation) => {
    const [, id] = textsAt(Buffer.from(mutation.row), 2, 2);
    return mutation.op === 'put' ? mutation.cells.map(({ qualifier }) => `${id} ${dayIn(Buffer.from(qualifier))}`) : [];
  });

it('marks go out in writes of bounded bytes, however the days lie among the entities', async () => {
  const daysOf: readonly (readonly [string, number])[] = [
    ['one', 20_000],
    ['none', 0],
    ['x'.repeat(400), 300],
  ];
  const few = Array.from({ length: 500 }, (_, i) => [`few-${i}`, i % 4] as const);
  const entities = [...few, ...daysOf, ...few.map(([id, n]) => [`more-${id}`, n] as const)].map(([id, n]) => ({
    ...{ type: 'user', id, days: new Set(Array.from({ length: n }, (_, day) => day - 100)) },
  }));
  const given = async function* () {
    yield* await Promise.resolve(entities);
  };
  const bytesAWrite = 64 * 1024;
  const writes = await collect(markWrites(given(), TIMESTAMP, bytesAWrite));
  for (const write of writes) {
    const bytes = write.map(mutationBytes);
    expect(bytes.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(bytesAWrite);
    expect(Math.min(...bytes)).toBeGreaterThan(0);
  }
  expect(writes.flatMap(marksIn)).toEqual(entities.flatMap(({ id, days }) => [...days].map((day) => `${id} ${day}`)));
  // and no write is made for each entity either
  expect(writes.length).toBeLessThan(40);
});
