import type { CrmField, CrmValue, CrmValues } from '../crm.ts';
import { keysOf, put, valueAt } from './place.ts';
import type { HttpSettings } from './settings.ts';

/** Between values of ours and the fields of a record as the CRM writes them. */
export interface FieldValues {
  /** `fields` of a record, of its JSON. A number is at the digits of its field; what is missing is empty. */
  ours(theirs: unknown, fields: readonly string[]): CrmValues;
  theirs(ours: CrmValues): Record<string, unknown>;
}

export function fieldValues(
  settings: Pick<HttpSettings, 'fields' | 'numbers' | 'empty'>,
  fields: readonly CrmField[],
): FieldValues {
  const byName = new Map(fields.map((field) => [field.name, field]));
  /** A name that is not mapped is one key, whatever dots it has. */
  const keysTo = (name: string): string[] => {
    const place = Object.hasOwn(settings.fields, name) ? settings.fields[name] : undefined;
    return place === undefined ? [name] : keysOf(place);
  };
  const theirValue = (name: string, value: CrmValue): unknown => {
    if (value === null) return settings.empty === 'null' ? null : '';
    if (typeof value !== 'number' || settings.numbers === 'number') return value;
    const digits = byName.get(name)?.digits;
    return digits === undefined ? String(value) : value.toFixed(digits);
  };
  return {
    ours: (theirs, names) =>
      Object.fromEntries(names.map((name) => [name, ourValue(valueAt(theirs, keysTo(name)), byName.get(name))])),
    theirs(ours) {
      const record: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(ours)) put(record, keysTo(name), theirValue(name, value));
      return record;
    },
  };
}

/** What is no value of the field's type stays as it reads, so that it is seen to differ. */
function ourValue(theirs: unknown, field: CrmField | undefined): CrmValue {
  if (theirs === undefined || theirs === null || theirs === '') return null;
  if (typeof theirs === 'object') return JSON.stringify(theirs);
  switch (field?.type) {
    case 'number':
      return numberOf(theirs, field.digits);
    case 'date':
      return /^\d{4}-\d{2}-\d{2}/.exec(textOf(theirs))?.[0] ?? textOf(theirs);
    case 'text':
      return textOf(theirs);
    case undefined:
      return typeof theirs === 'number' ? theirs : textOf(theirs);
  }
}

function numberOf(theirs: unknown, digits: number | undefined): string | number {
  const text = textOf(theirs).trim();
  const number = Number(text);
  if (text === '' || !Number.isFinite(number)) return textOf(theirs);
  // adding 0 makes 0 of -0
  return (digits === undefined ? number : Number(number.toFixed(digits))) + 0;
}

const textOf = (theirs: unknown): string => (typeof theirs === 'string' ? theirs : JSON.stringify(theirs));
