import type { CrmField, CrmValue } from '../crm.ts';

/** Types of Tryton's fields that can be written, and what Daybreak may send into them. */
export const FIELD_TYPES: Readonly<Record<string, CrmField['type']>> = {
  float: 'number',
  numeric: 'number',
  integer: 'number',
  char: 'text',
  text: 'text',
  date: 'date',
};

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** The value as Tryton's JSON has it; undefined when a field of this type does not take it. */
export function toTryton(type: string, value: CrmValue): unknown {
  if (value === null) return null;
  switch (FIELD_TYPES[type]) {
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
      if (type === 'integer' && !Number.isInteger(value)) return undefined;
      return type === 'numeric' ? { __class__: 'Decimal', decimal: String(value) } : value;
    case 'text':
      return String(value);
    case 'date': {
      const [, year, month, day] = DATE.exec(String(value)) ?? [];
      if (year === undefined) return undefined;
      return { __class__: 'date', year: Number(year), month: Number(month), day: Number(day) };
    }
    case undefined:
      return undefined;
  }
}

/** What Tryton gave for a field; an empty text is an empty field. Of a type that is not known, its JSON. */
export function fromTryton(value: unknown): CrmValue {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'object' && '__class__' in value) {
    if (value.__class__ === 'Decimal' && 'decimal' in value) return Number(value.decimal);
    if (value.__class__ === 'date' && 'year' in value && 'month' in value && 'day' in value) {
      const padded = (part: unknown, digits: number): string => String(part).padStart(digits, '0');
      return `${padded(value.year, 4)}-${padded(value.month, 2)}-${padded(value.day, 2)}`;
    }
  }
  return JSON.stringify(value);
}
