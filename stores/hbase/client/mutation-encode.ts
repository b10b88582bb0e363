import { CELL_TYPE, encodedBytes, writeCell, type CellWriter } from './cell-encode.ts';
import { HBaseError } from './hbase-error.ts';
import type { Delete, DeleteWhat, Mutation } from './mutation.ts';

/** MutationProto.MutationType. */
const MUTATE_PUT = 2;
const MUTATE_DELETE = 3;

const MAX_ROW_BYTES = 0x7fff;
const MAX_FAMILY_BYTES = 0xff;
const NOTHING = new Uint8Array();

/** Why a server could not take a mutation, found before it is sent beside those of others; undefined where nothing is wrong. */
export function faultOf(mutation: Mutation): HBaseError | undefined {
  const { row } = mutation;
  if (row.length === 0 || row.length > MAX_ROW_BYTES) return usage(`a row key of ${row.length} bytes`);
  if (mutation.op === 'put') {
    if (mutation.cells.length === 0) return usage('a put without cells');
    for (const { family, timestamp } of mutation.cells) {
      const fault = familyFault(family) ?? timeFault(timestamp);
      if (fault) return fault;
    }
    return undefined;
  }
  const { what } = mutation;
  if (what.kind === 'row') return timeFault(what.upTo);
  if (what.kind === 'columns' && what.qualifiers.length === 0) return usage('a delete of no columns');
  return familyFault(what.family) ?? timeFault(what.kind === 'version' ? what.timestamp : what.upTo);
}

const familyFault = (family: string): HBaseError | undefined => {
  const { length } = familyBytes(family);
  return length === 0 || length > MAX_FAMILY_BYTES ? usage(`a family name of ${length} bytes`) : undefined;
};
const timeFault = (timestamp = 0): HBaseError | undefined =>
  timestamp >= 0 && Number.isSafeInteger(timestamp) ? undefined : usage(`the timestamp ${timestamp}`);
const usage = (what: string): HBaseError => new HBaseError('usage', `HBase does not take ${what}.`, { unsent: true });

/** The message that goes with the mutation's cells. */
export function mutationMessage(mutation: Mutation): object {
  if (mutation.op === 'put') return { mutateType: MUTATE_PUT, associatedCellCount: mutation.cells.length };
  const { row, what } = mutation;
  if (what.kind !== 'row') return { mutateType: MUTATE_DELETE, associatedCellCount: deletedColumns(what).length };
  return { mutateType: MUTATE_DELETE, row, ...(what.upTo !== undefined && { timestamp: what.upTo }) };
}

/** The bytes of its cells in a cell block. */
export function mutationBytes(mutation: Mutation): number {
  const rowBytes = mutation.row.length;
  let bytes = 0;
  if (mutation.op === 'put') {
    for (const { family, qualifier, value } of mutation.cells)
      bytes += encodedBytes(rowBytes, familyBytes(family).length, qualifier.length, value.length);
  } else if (mutation.what.kind !== 'row') {
    const { length } = familyBytes(mutation.what.family);
    for (const qualifier of deletedColumns(mutation.what)) bytes += encodedBytes(rowBytes, length, qualifier.length, 0);
  }
  return bytes;
}

/** Appends its cells to a cell block. */
export function writeMutation(writer: CellWriter, mutation: Mutation): void {
  if (mutation.op === 'delete') {
    writeDelete(writer, mutation);
    return;
  }
  const { row, cells } = mutation;
  for (const { family, qualifier, timestamp, value } of cells)
    writeCell(writer, row, familyBytes(family), qualifier, timestamp, CELL_TYPE.put, value);
}

function writeDelete(writer: CellWriter, { row, what }: Delete): void {
  if (what.kind === 'row') return;
  const type = { family: CELL_TYPE.deleteFamily, columns: CELL_TYPE.deleteColumn, version: CELL_TYPE.deleteVersion };
  const timestamp = what.kind === 'version' ? what.timestamp : what.upTo;
  for (const qualifier of deletedColumns(what))
    writeCell(writer, row, familyBytes(what.family), qualifier, timestamp, type[what.kind], NOTHING);
}

function deletedColumns(what: Exclude<DeleteWhat, { readonly kind: 'row' }>): readonly Uint8Array[] {
  if (what.kind === 'columns') return what.qualifiers;
  return [what.kind === 'version' ? what.qualifier : NOTHING];
}

const encodedFamilies = new Map<string, Uint8Array>();

/** A table has a handful of families, so the names are few; a caller that makes names up does not fill the memory. */
function familyBytes(family: string): Uint8Array {
  const known = encodedFamilies.get(family);
  if (known) return known;
  const bytes = Uint8Array.from(Buffer.from(family));
  if (encodedFamilies.size < 1024) encodedFamilies.set(family, bytes);
  return bytes;
}
