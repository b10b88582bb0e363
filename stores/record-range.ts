import { behind, namesKey, textKey } from './row-key.ts';
import type { RecordPage } from './record-table.ts';

/** The keys of a page of records: `from` itself may be among them unless `exclusive`, `end` never is. */
export interface RecordRange {
  readonly from: Buffer;
  readonly exclusive: boolean;
  readonly end: Buffer;
}

/** Where the records of a page stand. */
export function recordRange(table: string, { after, prefix = '' }: Omit<RecordPage, 'limit'>): RecordRange {
  const first = Buffer.concat([namesKey(table), textKey(prefix)]);
  const last = after === undefined ? undefined : namesKey(table, after);
  const exclusive = last !== undefined && Buffer.compare(last, first) >= 0;
  return { from: exclusive ? last : first, exclusive, end: prefix === '' ? behind(first) : next(first) };
}

/** The bound behind all keys that begin with some UTF-8, whose last byte is never the greatest one. */
function next(text: Buffer): Buffer {
  const bound = Buffer.from(text);
  bound[bound.length - 1] = text.readUInt8(text.length - 1) + 1;
  return bound;
}
