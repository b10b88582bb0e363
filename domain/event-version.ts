import type { EventRow } from './rows.ts';

/**
 * Orders two versions of one event; the greatest is the event's current version. The latest arrival wins; on a tie a delete, then the
 * greatest row as text, field by field in the order of the columns. Nothing depends on the order of lines.
 * Source: docs/rules.md#events.
 */
export function compareVersions(a: EventRow, b: EventRow): number {
  if (a.arrived !== b.arrived) return a.arrived - b.arrived;
  if (a.op !== b.op) return a.op === 'delete' ? 1 : -1;
  for (const field of FIELDS) {
    const order = compareText(a[field], b[field]);
    if (order !== 0) return order;
  }
  return 0;
}

const FIELDS = ['type', 'id', 'line', 'feature', 'timeText', 'valueText', 'attrsText'] as const;

/** Orders texts by code point, as UTF-8 bytes and Python do; JavaScript's `<` orders by UTF-16 unit, which differs above U+FFFF. */
export function compareText(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above U+FFFF, so they rank after every other unit. */
const codePointRank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
