import { cellWriter } from './cell-encode.ts';
import type { DataPath } from './data-path.ts';
import { BINARY_COMPARATOR, COMPARE, comparableBytes } from './filter-compare.ts';
import { HBaseError } from './hbase-error.ts';
import { exceptionOf } from './multi-answers.ts';
import type { MultiRequestPlan } from './multi-plan.ts';
import { runMulti, type MultiKind } from './multi-run.ts';
import { faultOf, mutationBytes, mutationMessage, writeMutation } from './mutation-encode.ts';
import type { Mutation } from './mutation.ts';
import { regionSpecifier } from './read-request.ts';

/** What must hold for a row before it is changed: the newest cell of a column has this value; null: the column is absent or empty. */
export interface RowCheck {
  readonly row: Uint8Array;
  readonly family: string;
  readonly qualifier: Uint8Array;
  readonly equals: Uint8Array | null;
}

export interface CheckedMutations {
  readonly check: RowCheck;
  /** Of the checked row; carried out together or not at all. */
  readonly mutations: readonly Mutation[];
}

/** `held`: whether the condition held, and so the mutations were carried out. */
export type CheckOutcome = { readonly held: boolean } | { readonly held?: never; readonly error: HBaseError };

/** See HBaseTable.checkAndMutateMany. */
export async function checkAndMutateRows(path: DataPath, work: readonly CheckedMutations[]): Promise<CheckOutcome[]> {
  const outcomes = new Array<CheckOutcome>(work.length).fill({ held: false });
  const bytes = new Int32Array(work.length);
  const good: number[] = [];
  work.forEach((checked, item) => {
    const error = faultOfChecked(checked);
    if (error) {
      outcomes[item] = { error };
      return;
    }
    for (const mutation of checked.mutations) bytes[item]! += mutationBytes(mutation);
    good.push(item);
  });
  const kind: MultiKind = {
    table: path.table,
    // Once carried out, its own effect could make the condition fail.
    repeat: 'refused',
    rowOf: (item) => work[item]!.check.row,
    bytesOf: (item) => bytes[item]!,
    encode: (plan) => encode(plan, work, bytes),
    decode({ server, regions }, { regionActionResult }, _cells, report) {
      const items = regions.flatMap((region) => region.items);
      items.forEach((item, action) => {
        const result = regionActionResult[action];
        if (!result) return;
        const exception = result.exception ?? result.resultOrException.find((answer) => answer.exception)?.exception;
        if (!exception) outcomes[item] = { held: result.processed };
        report(item, exception ? exceptionOf(exception, server) : undefined);
      });
    },
    fail: (item, error) => {
      outcomes[item] = { error };
    },
  };
  await runMulti(path, kind, good);
  return outcomes;
}

/** A RegionAction with a condition of its own for each item. */
function encode({ regions }: MultiRequestPlan, work: readonly CheckedMutations[], bytes: Int32Array) {
  let size = 0;
  for (const { items } of regions) for (const item of items) size += bytes[item]!;
  const writer = cellWriter(size);
  const regionAction = regions.flatMap(({ location, items }) =>
    items.map((item) => {
      const { check, mutations } = work[item]!;
      const action = mutations.map((mutation, index) => {
        writeMutation(writer, mutation);
        return { index, mutation: mutationMessage(mutation) };
      });
      return { region: regionSpecifier(location), atomic: true, action, condition: condition(check) };
    }),
  );
  return { request: { regionAction }, cells: [writer.bytes] };
}

/** An empty comparator matches an absent or empty cell. */
const condition = ({ row, family, qualifier, equals }: RowCheck): object => ({
  row,
  family: Buffer.from(family),
  qualifier,
  compareType: COMPARE.equal,
  comparator: { name: BINARY_COMPARATOR, serializedComparator: comparableBytes(equals ?? new Uint8Array()) },
});

function faultOfChecked({ check, mutations }: CheckedMutations): HBaseError | undefined {
  const isElsewhere = ({ row }: Mutation): boolean => Buffer.compare(row, check.row) !== 0;
  if (mutations.length === 0 || mutations.some(isElsewhere))
    return new HBaseError('usage', 'The mutations behind a check must be of its row, and at least one.', {
      unsent: true,
    });
  for (const mutation of mutations) {
    const fault = faultOf(mutation);
    if (fault) return fault;
  }
  return undefined;
}
