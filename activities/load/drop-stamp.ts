import type { DropStamp } from '../../domain/load-report.ts';
import type { Drop } from '../../sources/find-files.ts';

export function stampOf({ parts }: Drop): DropStamp {
  const files = parts.flatMap((part) => part.files);
  return {
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    newestMs: Math.max(0, ...files.map(({ modifiedMs }) => Math.round(modifiedMs))),
  };
}

export const sameStamp = (a: DropStamp, b: DropStamp): boolean =>
  a.files === b.files && a.bytes === b.bytes && a.newestMs === b.newestMs;
