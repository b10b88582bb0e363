import { parseAttributes, type Attributes } from '../domain/attributes.ts';
import { parseDecimal } from '../domain/decimal.ts';
import { DaybreakError } from '../domain/errors.ts';

/** Reads attributes that a load has checked. @throws DaybreakError BUG for text that should never have been let in; `owner` says whose. */
export function storedAttributes(text: string, owner: string): Attributes {
  const attrs = parseAttributes(text);
  if (!attrs) throw notChecked(owner, 'attributes that are no JSON object');
  return attrs;
}

/** Reads a value that a load has checked; undefined for a blank. @throws DaybreakError BUG for text that should never have been let in. */
export function storedValue(text: string, owner: string): number | undefined {
  const value = parseDecimal(text);
  if (value === undefined && text.trim() !== '') throw notChecked(owner, 'a value that is no finite decimal');
  return value;
}

const notChecked = (owner: string, what: string): DaybreakError =>
  new DaybreakError(
    'BUG',
    `${owner} has ${what} in the store`,
    'report this as a bug: the load should have set the row aside',
  );
