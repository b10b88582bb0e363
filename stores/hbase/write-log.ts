import { TABLES, type TableName } from '../../infra/hbase/tables.ts';
import type { Mutation, PutCell } from './client/mutation.ts';
import { putOf, removalOf } from './put.ts';

/**
 * A write as bytes, kept in the head row while it is carried out. Every mutation has its timestamps, so that carrying it out twice is
 * carrying it out once.
 *   write     step count · steps           step      mutation count · mutations
 *   mutation  table u8 · kind u8 · row     then for puts    cell count · (family · qualifier · timestamp f64 · value)
 *                                          for removals     family · timestamp f64 · qualifier count · qualifiers
 * Counts and the lengths before bytes are u32, big-endian.
 */
export interface Write {
  readonly table: TableName;
  readonly mutation: Mutation;
}

/** Each step is durable before the next begins. */
export type Steps = readonly (readonly Write[])[];

const NAMES = Object.keys(TABLES) as TableName[];
const PUT = 0;
const REMOVAL = 1;
const FIRST_BYTES = 1 << 16;

/** @throws Error for a mutation without a timestamp, see above */
export function encodeSteps(steps: Steps): Buffer {
  let out = Buffer.allocUnsafe(FIRST_BYTES);
  let used = 0;
  const room = (bytes: number): number => {
    if (used + bytes > out.length) {
      const grown = Buffer.allocUnsafe(Math.max(out.length * 2, used + bytes));
      out.copy(grown, 0, 0, used);
      out = grown;
    }
    return (used += bytes) - bytes;
  };
  // `room` may put another buffer in the place of `out`, so it comes first.
  const u8 = (value: number): void => {
    const at = room(1);
    out.writeUInt8(value, at);
  };
  const u32 = (value: number): void => {
    const at = room(4);
    out.writeUInt32BE(value, at);
  };
  const f64 = (value: number): void => {
    const at = room(8);
    out.writeDoubleBE(value, at);
  };
  const bytes = (value: Uint8Array): void => {
    u32(value.length);
    const at = room(value.length);
    out.set(value, at);
  };
  u32(steps.length);
  for (const step of steps) {
    u32(step.length);
    for (const { table, mutation } of step) {
      u8(NAMES.indexOf(table));
      if (mutation.op === 'put') {
        u8(PUT);
        bytes(mutation.row);
        u32(mutation.cells.length);
        for (const { family, qualifier, timestamp, value } of mutation.cells) {
          bytes(Buffer.from(family));
          bytes(qualifier);
          f64(required(timestamp));
          bytes(value);
        }
        continue;
      }
      if (mutation.what.kind !== 'columns')
        throw new Error(`a ${mutation.what.kind} cannot be removed by a logged write`);
      u8(REMOVAL);
      bytes(mutation.row);
      bytes(Buffer.from(mutation.what.family));
      f64(required(mutation.what.upTo));
      u32(mutation.what.qualifiers.length);
      for (const qualifier of mutation.what.qualifiers) bytes(qualifier);
    }
  }
  return out.subarray(0, used);
}

/** A mutation at the server's time would be another one when it is repeated. */
function required(timestamp: number | undefined): number {
  if (timestamp === undefined) throw new Error('a logged mutation has no timestamp');
  return timestamp;
}

/** What encodeSteps wrote; rows, qualifiers and values are views on `log`. */
export function decodeSteps(log: Buffer): Steps {
  let at = 0;
  const u8 = (): number => log.readUInt8((at += 1) - 1);
  const u32 = (): number => log.readUInt32BE((at += 4) - 4);
  const f64 = (): number => log.readDoubleBE((at += 8) - 8);
  const bytes = (): Buffer => {
    const length = u32();
    return log.subarray((at += length) - length, at);
  };
  const times = <T>(count: number, read: () => T): T[] => Array.from({ length: count }, read);
  const cell = (): PutCell => ({
    family: bytes().toString(),
    qualifier: bytes(),
    timestamp: f64(),
    value: bytes(),
  });
  const write = (): Write => {
    const table = NAMES[u8()]!;
    const kind = u8();
    const row = bytes();
    if (kind === PUT) return { table, mutation: putOf(row, ...times(u32(), cell)) };
    const [family, upTo] = [bytes().toString(), f64()];
    return { table, mutation: removalOf(row, family, times(u32(), bytes), upTo) };
  };
  return times(u32(), () => times(u32(), write));
}
