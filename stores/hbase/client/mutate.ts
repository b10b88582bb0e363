import { cellWriter } from './cell-encode.ts';
import type { DataPath } from './data-path.ts';
import { HBaseError } from './hbase-error.ts';
import { exceptionOf } from './multi-answers.ts';
import type { MultiRequestPlan } from './multi-plan.ts';
import { runMulti, type MultiKind } from './multi-run.ts';
import { faultOf, mutationBytes, mutationMessage, writeMutation } from './mutation-encode.ts';
import type { Mutation, RowOutcome } from './mutation.ts';
import { regionSpecifier } from './read-request.ts';
import { rowText } from './row-text.ts';

const DONE: RowOutcome = { done: true };

/** See HBaseTable.mutate. */
export async function mutate(path: DataPath, mutations: readonly Mutation[]): Promise<RowOutcome[]> {
  const outcomes = new Array<RowOutcome>(mutations.length).fill(DONE);
  const bytes = new Int32Array(mutations.length);
  const good: number[] = [];
  mutations.forEach((mutation, item) => {
    const error = faultOf(mutation);
    if (error) {
      outcomes[item] = { done: false, error };
      return;
    }
    bytes[item] = mutationBytes(mutation);
    good.push(item);
  });
  const kind: MultiKind = {
    table: path.table,
    repeat: 'always',
    rowOf: (item) => mutations[item]!.row,
    bytesOf: (item) => bytes[item]!,
    encode: (plan) => encode(plan, mutations, bytes),
    decode: decodeActions,
    fail: (item, error) => {
      outcomes[item] = { done: false, error };
    },
  };
  await runMulti(path, kind, good);
  return outcomes;
}

/** See HBaseTable.mutateAll. */
export async function mutateAll(path: DataPath, mutations: readonly Mutation[]): Promise<void> {
  const outcomes = await mutate(path, mutations);
  const failed = outcomes.findIndex(({ done }) => !done);
  const outcome = outcomes[failed];
  if (!outcome || outcome.done) return;
  const { kind, message, javaClass, server } = outcome.error;
  throw new HBaseError(kind, `Row ${rowText(mutations[failed]!.row)} of ${path.table} was not written: ${message}`, {
    cause: outcome.error,
    ...(javaClass !== undefined && { javaClass }),
    ...(server !== undefined && { server }),
  });
}

/** One RegionAction a region; the cells of all in one cell block, in the order of the actions. */
function encode(plan: MultiRequestPlan, mutations: readonly Mutation[], bytes: Int32Array) {
  let size = 0;
  for (const { items } of plan.regions) for (const item of items) size += bytes[item]!;
  const writer = cellWriter(size);
  const regionAction = plan.regions.map(({ location, items }) => ({
    region: regionSpecifier(location),
    action: items.map((item, index) => {
      const mutation = mutations[item]!;
      writeMutation(writer, mutation);
      return { index, mutation: mutationMessage(mutation) };
    }),
  }));
  return { request: { regionAction }, cells: [writer.bytes] };
}

const decodeActions: MultiKind['decode'] = ({ server, regions }, { regionActionResult }, _cells, report) => {
  regions.forEach(({ items }, region) => {
    const result = regionActionResult[region];
    if (result?.exception) {
      const error = exceptionOf(result.exception, server);
      for (const item of items) report(item, error);
      return;
    }
    for (const { index, exception } of result?.resultOrException ?? []) {
      const item = items[index];
      if (item !== undefined) report(item, exception ? exceptionOf(exception, server) : undefined);
    }
  });
};
