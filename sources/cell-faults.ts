import { parseDecimal } from '../domain/decimal.ts';
import { parseInstant, type Instant } from '../domain/instant.ts';

/** Why a row is set aside: one sentence that names the column and what was found. */
export type Fault = string;

/** So that every key of every store has room for it. */
const MAX_ID_BYTES = 400;

/** For a part of a key that must not be blank. */
export function idFault(column: string, text: string): Fault | undefined {
  return text.trim() === '' ? `${column} is empty` : keyFault(column, text);
}

/** What even an empty part of a key may not be. */
export function keyFault(column: string, text: string): Fault | undefined {
  // A UTF-16 unit is at most three bytes, so short texts need no counting.
  if (text.length * 3 > MAX_ID_BYTES && Buffer.byteLength(text) > MAX_ID_BYTES)
    return `${column} is longer than ${MAX_ID_BYTES} bytes`;
  if (text.includes('\0')) return `${column} has a NUL character in it`;
  return text.includes('\n') || text.includes('\r') ? `${column} has a line break in it` : undefined;
}

/** For text that is no time; whether it is one is not looked at. */
export const timeFault = (column: string, text: string): Fault =>
  text === ''
    ? `${column} is empty`
    : `${column} ${shown(text)} is no time with Z or an offset, such as 2026-03-01T08:30:00Z`;

/** A time that may be blank: undefined for none, a fault for text that is no time. */
export function optionalTime(column: string, text: string): Instant | Fault | undefined {
  return text === '' ? undefined : (parseInstant(text) ?? timeFault(column, text));
}

/** For text that must be a finite decimal. */
export function numberFault(column: string, text: string): Fault | undefined {
  if (parseDecimal(text) !== undefined) return undefined;
  if (text === '') return `${column} is empty`;
  const infinite = /^[+-]?(inf|infinity|nan)$/i.test(text.trim()) || Math.abs(Number(text)) === Infinity;
  return infinite
    ? `${column} ${shown(text)} is not finite`
    : `${column} ${shown(text)} is no decimal number, such as 12.5`;
}

const SHOWN_CHARACTERS = 60;

/** A cell as a fault quotes it: in JSON's quotes, and cut after 60 characters. */
export const shown = (text: string): string =>
  JSON.stringify(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text);
