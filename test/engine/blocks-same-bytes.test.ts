import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../domain/function-name.ts';
import { deriveRows } from '../../engine/derive.ts';
import { matrixWriter } from '../../engine/libsvm-from-matrix.ts';
import { writeLibsvm, type LibsvmSource } from '../../engine/libsvm-writer.ts';
import { compilePlan } from '../../engine/plan.ts';
import { decodeBlocks, encodeBlock } from '../../engine/row-codec.ts';
import { unionOf } from '../../engine/union.ts';
import { pooledValues } from './daily-values.ts';
import { baseFeature } from './dictionary-rows.ts';
import type { Daily } from './naive.ts';
import { matrixFrom, runningTotals } from './packed-days.ts';

/** Opportunities as their linked ids' values of two base rows. */
type Opportunity = readonly (readonly Daily[])[];

const plan = compilePlan([
  baseFeature({ windowDays: [3, 10, 45], functions: FUNCTION_NAMES }),
  baseFeature({ id: 8, name: 'b', windowDays: [5, 45], windowKind: 'disjoint', functions: FUNCTION_NAMES }),
]);
const columnOf = Int32Array.from(plan.names.keys(), (slot) => slot + 1);

const opportunities = fc.array(fc.tuple(pooledValues, pooledValues), { minLength: 1, maxLength: 12 });
/** In which block each opportunity is computed, over how many ids its values are spread, and what else is left to chance. */
const picks = fc.infiniteStream(fc.nat());

const textOf = (ids: readonly string[], sources: readonly LibsvmSource[]): string =>
  Buffer.concat([...writeLibsvm(ids, sources)]).toString();

/** The rows of some opportunities, each of whose values is spread over a few ids that lie in the batch in any order, as they come from a file. */
function rowsOf(given: readonly (readonly [id: string, values: Opportunity])[], pick: () => number) {
  const split = given.flatMap(([, values], group) => {
    const ids = Array.from({ length: 1 + (pick() % 4) }, () => values.map((): Daily[] => []));
    for (const [base, list] of values.entries()) for (const entry of list) ids[pick() % ids.length]![base]!.push(entry);
    return ids.map((entries) => ({ group, entries, key: pick() }));
  });
  const batch = split.toSorted((a, b) => a.key - b.key);
  const members = given.map((_, group) => [...batch.keys()].filter((i) => batch[i]!.group === group));
  const matrix = matrixFrom(batch.map(({ entries }) => entries));
  const union = unionOf(matrix, runningTotals(members.map(({ length }) => length)), Int32Array.from(members.flat()));
  const ids = given.map(([id]) => id);
  return { union, rows: [...decodeBlocks(encodeBlock(deriveRows(plan, union, ids).rows))] };
}

it('opportunities have the same lines however their values are spread over ids, and they over blocks and shards, in any order', () => {
  fc.assert(
    fc.property(opportunities, picks, (all, stream) => {
      const pick = (): number => stream.next().value as number;
      const ids = all.map((_, i) => `o${i}`);
      const whole = deriveRows(plan, matrixFrom(all), ids).rows;
      const expected = textOf(ids, [{ block: whole, rowOf: Int32Array.from(ids.keys()), columnOf }]);
      expect(Buffer.from(matrixWriter(plan, columnOf).write(matrixFrom(all))).toString()).toBe(expected);

      const blockOf = all.map(() => pick() % 4);
      const parts = [...new Set(blockOf)].map((block) => {
        const inside = [...ids.entries()].filter(([i]) => blockOf[i] === block);
        return rowsOf(
          inside.map(([i, id]) => [id, all[i]!] as const),
          pick,
        );
      });
      const sources = parts
        .flatMap(({ rows }) => rows)
        .map((block) => ({ block, rowOf: Int32Array.from(ids, (id) => block.ids.indexOf(id)), columnOf }));
      expect(textOf(ids, sources)).toBe(expected);

      const lines = expected.trimEnd().split('\n');
      const straight = parts.flatMap(({ union, rows }) => {
        const written = Buffer.from(matrixWriter(plan, columnOf).write(union)).toString().trimEnd().split('\n');
        return rows.flatMap((block) => block.ids).map((id, i) => [id, written[i]]);
      });
      expect(Object.fromEntries(straight)).toEqual(Object.fromEntries(ids.map((id, i) => [id, lines[i]])));
    }),
    { numRuns: 150 },
  );
});
