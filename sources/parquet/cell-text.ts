import { isUtf8 } from 'node:buffer';
import type { ParquetParsers } from 'hyparquet';
import type { ColumnKind } from './column-kind.ts';

/** Stands for text that is not UTF-8, which is a fault of its row only. */
export const NOT_UTF8 = Symbol('not UTF-8');

/** What hyparquet makes of the values that are not numbers: our texts. Those of a column's dictionary are made once. */
export const TEXT_PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => instantText(millis, 1_000n),
  timestampFromMicroseconds: (micros) => instantText(micros, 1_000_000n),
  timestampFromNanoseconds: (nanos) => instantText(nanos, 1_000_000_000n),
  dateFromDays: (days) => isoText(days * 86_400_000)?.slice(0, 10) ?? String(days),
  stringFromBytes: (bytes) =>
    isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : NOT_UTF8,
};

/**
 * A moment as ISO 8601 in UTC with as many fraction digits as it has: none, three, six or nine. A count that lies outside the calendar
 * stays a number, so that the row is set aside for its time.
 */
function instantText(count: bigint, perSecond: bigint): string {
  const fraction = ((count % perSecond) + perSecond) % perSecond;
  const seconds = isoText(Number((count - fraction) / perSecond) * 1000)?.slice(0, 19);
  if (seconds === undefined) return String(count);
  const digits = String(fraction + perSecond).slice(1);
  const shortest = digits.replace(/(000)+$/, '');
  return `${seconds}${shortest === '' ? '' : `.${shortest}`}Z`;
}

function isoText(millis: number): string | undefined {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** The text of a cell; null is blank. Booleans are the 1 and 0 that they are as attributes. Undefined for what should not be there. */
export function cellText(value: unknown, { kind, ...column }: ColumnKind): string | typeof NOT_UTF8 | undefined {
  if (value === null) return '';
  if (value === NOT_UTF8) return NOT_UTF8;
  if ('scale' in column) return decimalText(value, column.scale);
  switch (typeof value) {
    case 'string':
      return kind === 'local time' ? value.replace(/Z$/, '') : value;
    case 'number':
      return kind === 'float32' ? float32Text(value) : String(value);
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? '1' : '0';
    default:
      return undefined;
  }
}

/** The shortest text that reads back as the same float32: 0.1, not the 0.10000000149011612 that its double shows. */
function float32Text(value: number): string {
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

/** With all digits of the scale, as SQL prints it: 12.50. */
function decimalText(value: unknown, scale: number): string | undefined {
  const unscaled = unscaledOf(value);
  if (unscaled === undefined || scale === 0) return unscaled?.toString();
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function unscaledOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return BigInt(value);
  if (!(value instanceof Uint8Array) || value.length === 0) return undefined;
  const hex = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
  return BigInt.asIntN(8 * value.length, BigInt(`0x${hex}`));
}
