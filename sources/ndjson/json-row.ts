import { isUtf8 } from 'node:buffer';
import type { RawRow } from '../drop.ts';
import { shown, type Fault } from '../cell-faults.ts';
import { MAX_LINE_BYTES, type TextLine } from './text-lines.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The object of a line, undefined for a blank line, or the broken row. A byte order mark before it, as where files are put into one stream, is none of its text. */
export function parseLine({ number: line, bytes }: TextLine): { object: JsonObject } | { broken: RawRow } | undefined {
  if (bytes === undefined) return broken(line, '', `the line is longer than ${MAX_LINE_BYTES} bytes`);
  const text = withoutMark(bytes.toString('utf8'));
  if (text.trim() === '') return undefined;
  if (!isUtf8(bytes)) return broken(line, text, 'the line is not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return broken(line, text, `the line is broken JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject
    ? { object: value as JsonObject }
    : broken(line, text, 'the line is no JSON object, such as {"event_id":"e1"}');
}

const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

const broken = (line: number, text: string, fault: Fault): { broken: RawRow } => ({
  broken: { line, cells: [text], fault },
});

/** The row of an object: its cells for `columns`, in their order. */
export function jsonRow(line: number, object: JsonObject, columns: readonly string[]): RawRow {
  const cells: string[] = [];
  for (const column of columns) {
    const value = Object.hasOwn(object, column) ? object[column] : undefined;
    const text = cellText(column, value);
    if (text === undefined) return { line, cells: [JSON.stringify(object)], fault: cellFault(column, value) };
    cells.push(text);
  }
  return { line, cells };
}

const NUMBERS = new Set(['value', 'label']);

/**
 * A JSON value as the text of its cell, undefined for one that has none. Numbers in the shortest form that reads back the same; true and
 * false as the 1 and 0 that they are as attributes; null as blank.
 */
function cellText(column: string, value: unknown): string | undefined {
  if (typeof value === 'string') return HALF_PAIR.test(value) ? undefined : value;
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return isExact(column, value) ? String(value) : undefined;
  if (typeof value === 'boolean') return value ? '1' : '0';
  return column === 'attrs' ? JSON.stringify(value) : undefined;
}

function cellFault(column: string, value: unknown): Fault {
  if (typeof value === 'string') return `${column} has half a surrogate pair in it`;
  if (typeof value === 'number') return `${column} ${value} is a number too large to be exact: write it as text`;
  return `${column} ${shown(JSON.stringify(value))} is neither text nor a number`;
}

/** An escape such as \ud83e that is half a character: no store could give it back. */
const HALF_PAIR = /\p{Surrogate}/u;

/** Two ids above 2^53 may be read as one and the same number; a measured number may be rounded. */
const isExact = (column: string, value: number): boolean =>
  NUMBERS.has(column) || (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)));
