import { isUtf8 } from 'node:buffer';

const ASCII = /^[\x00-\x7f]*$/;

/** The text of a cell whose bytes were read as Latin-1; undefined when the bytes are not UTF-8. */
export function utf8Of(latin1: string): string | undefined {
  if (ASCII.test(latin1)) return latin1;
  const bytes = Buffer.from(latin1, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** The same for showing a broken row to a person: what is not UTF-8 becomes a replacement character. */
export const shownUtf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');
