import type { CrmField, CrmValue } from '../crm.ts';
import type { DeclaredField, EmbeddedSettings } from './settings.ts';

type Declared = EmbeddedSettings['fields'];

/** Why values of this field would not be taken; undefined where they would. */
export function fieldFault(declared: Declared, wanted: CrmField): string | undefined {
  const { name, type, digits = 0, characters = 0 } = wanted;
  if (!declared) return undefined;
  const field = declared[name];
  if (!field) return `there is no field ${name}`;
  if (field.type !== type) return `${name} takes a ${field.type}, not a ${type}`;
  if (digits > field.digits) return `${name} takes ${field.digits} decimals, not ${digits}`;
  if (characters > field.characters) return `${name} takes ${field.characters} characters, not ${characters}`;
  return undefined;
}

/** Why this value is not taken; undefined where it is. The field is one of those declared. */
export function valueFault(field: DeclaredField, name: string, value: CrmValue): string | undefined {
  if (value === null) return undefined;
  switch (field.type) {
    case 'number':
      return numberFault(field, name, value);
    case 'text':
      if (typeof value !== 'string') return `${name} takes a text, not ${value}`;
      return value.length > field.characters
        ? `${name} takes ${field.characters} characters, not ${value.length}`
        : undefined;
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? undefined : `${name} takes a date, not ${value}`;
  }
}

function numberFault({ digits, min, max }: DeclaredField, name: string, value: string | number): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${name} takes a number, not ${value}`;
  if (Number(value.toFixed(digits)) !== value) return `${name} takes ${digits} decimals, not ${value}`;
  if (min !== undefined && value < min) return `${name} takes ${min} and more, not ${value}`;
  if (max !== undefined && value > max) return `${name} takes ${max} and less, not ${value}`;
  return undefined;
}
