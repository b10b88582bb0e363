import type { CrmField, CrmValue, CrmValues } from '../crm.ts';

/** Every property travels as a text; an empty one empties it. */
export const sentProperties = (values: CrmValues): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === null ? '' : String(value)]));

/** A property as it was read, as a value of its field's type; what does not fit the type stays the text it is. */
export function readValue(text: string | null | undefined, type: CrmField['type']): CrmValue {
  if (text === null || text === undefined || text === '') return null;
  if (type === 'number') return Number.isFinite(Number(text)) ? Number(text) : text;
  // a date was the milliseconds of its midnight in UTC once, and is a date now
  if (type === 'date' && /^-?\d{9,}$/.test(text)) return new Date(Number(text)).toISOString().slice(0, 10);
  return type === 'date' ? text.slice(0, 10) : text;
}
