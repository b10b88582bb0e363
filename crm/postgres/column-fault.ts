import type { CrmField } from '../crm.ts';
import type { Column } from './table-shape.ts';

const INTEGERS = new Set(['smallint', 'integer', 'bigint']);
/** Digits that a binary fraction gives back as they were. */
const BINARY_DIGITS: Readonly<Record<string, number>> = { real: 6, 'double precision': 15 };
const TEXTS = new Set(['text', 'character varying']);

/** Why values of this field would not come back from this column as they were sent; undefined where they would. */
export function columnFault(field: CrmField, column: Column | undefined): string | undefined {
  const { name } = field;
  if (column === undefined) return `the table has no column ${name}`;
  if (column.unwritable !== undefined) return `the column ${name} ${column.unwritable}`;
  const missing = [...(column.maySelect ? [] : ['SELECT']), ...(column.mayUpdate ? [] : ['UPDATE'])];
  if (missing.length > 0) return `this user has no right to ${missing.join(' and ')} the column ${name}`;
  const fault = typeFault(field, column);
  return fault === undefined ? undefined : `the column ${name} is ${fault}`;
}

function typeFault({ type, digits = 0, characters }: CrmField, column: Column): string | undefined {
  switch (type) {
    case 'number':
      return numberFault(column, digits);
    case 'text':
      return textFault(column, characters);
    case 'date':
      return column.type === 'date' ? undefined : `${column.type}, a date needs date`;
  }
}

function numberFault({ type, numeric }: Column, digits: number): string | undefined {
  if (INTEGERS.has(type)) return digits === 0 ? undefined : `${type}, which has no decimals; the field has ${digits}`;
  const binary = BINARY_DIGITS[type];
  if (binary !== undefined)
    return digits <= binary ? undefined : `${type}, good for ${binary} digits; the field has ${digits}`;
  if (type !== 'numeric') return `${type}, a number needs numeric, double precision, real or an integer`;
  if (numeric === undefined || digits <= numeric.scale) return undefined;
  return `numeric(${numeric.precision},${numeric.scale}), which would round; the field has ${digits} decimals`;
}

function textFault({ type, characters: held }: Column, characters: number | undefined): string | undefined {
  if (!TEXTS.has(type)) return `${type}, a text needs text or character varying`;
  if (held === undefined || characters === undefined || characters <= held) return undefined;
  return `character varying(${held}), the field has up to ${characters} characters`;
}
