interface AccountProperty {
  readonly name: string;
  readonly type: 'string' | 'number' | 'date' | 'datetime';
  readonly fieldType: string;
  readonly hasUniqueValue?: boolean;
  readonly calculated?: boolean;
  readonly modificationMetadata?: { readonly readOnlyValue: boolean };
}

export interface AccountRecord {
  readonly id: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly archived: false;
  /** Every value is a text; what is empty is not there. */
  readonly properties: Record<string, string>;
}

interface BadValue {
  readonly isValid: false;
  readonly message: string;
  readonly error: string;
  readonly name: string;
}

/** The deals of an account and the rules they are saved by. */
export interface Account {
  readonly object: string;
  readonly idProperty: string;
  readonly properties: readonly AccountProperty[];
  readonly byRecordId: Map<string, AccountRecord>;
  find(property: string, value: string): AccountRecord | undefined;
  /** As a person of the account: makes deals that are not there, sets these properties of those that are. */
  put(id: string, values: Readonly<Record<string, string>>): AccountRecord;
  set(record: AccountRecord, values: Readonly<Record<string, string>>): void;
  /** What is wrong with these values, whatever the record. */
  badValues(values: Readonly<Record<string, string>>): BadValue[];
}

const PROPERTIES: readonly AccountProperty[] = [
  { name: 'hs_object_id', type: 'number', fieldType: 'number', modificationMetadata: { readOnlyValue: true } },
  { name: 'dealname', type: 'string', fieldType: 'text' },
  { name: 'daybreak_id', type: 'string', fieldType: 'text', hasUniqueValue: true },
  { name: 'daybreak_score', type: 'number', fieldType: 'number' },
  { name: 'daybreak_expected', type: 'number', fieldType: 'number' },
  { name: 'daybreak_reasons', type: 'string', fieldType: 'textarea' },
  { name: 'daybreak_rich', type: 'string', fieldType: 'html' },
  { name: 'daybreak_sum', type: 'number', fieldType: 'calculation_equation', calculated: true },
  { name: 'daybreak_date', type: 'date', fieldType: 'date' },
];

export function openAccount(): Account {
  const byRecordId = new Map<string, AccountRecord>();
  const unique = new Map<string, AccountRecord>();
  let clock = Date.UTC(2026, 2, 1);
  const now = (): string => new Date((clock += 1_000)).toISOString();
  const known = new Map(PROPERTIES.map((property) => [property.name, property]));

  /** https://developers.hubspot.com/docs/api-reference/error-handling; the codes are those of its validation errors. */
  const badValue = (name: string, value: string): BadValue | undefined => {
    const bad = (error: string, message: string): BadValue => ({ isValid: false, message, error, name });
    const property = known.get(name);
    if (!property) return bad('PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`);
    if (property.calculated || property.modificationMetadata?.readOnlyValue) {
      return bad('READ_ONLY_VALUE', `"${name}" is a read only property; its value cannot be set.`);
    }
    if (value === '') return undefined;
    if (property.type === 'number' && Number.isNaN(Number(value))) {
      return bad('INVALID_DOUBLE', `${value} was not a valid number.`);
    }
    if (property.type === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(value)) {
      return bad('INVALID_DATE', `${value} was not a valid date.`);
    }
    return value.length > 65_536 ? bad('VALUE_TOO_LONG', `The value of ${name} is too long`) : undefined;
  };

  const account: Account = {
    object: 'deals',
    idProperty: 'daybreak_id',
    properties: PROPERTIES,
    byRecordId,
    find: (property, value) => (property === account.idProperty ? unique.get(value) : undefined),
    put(id, values) {
      let record = unique.get(id);
      if (!record) {
        const createdAt = now();
        const properties = { [account.idProperty]: id };
        record = { id: String(10_000 + byRecordId.size), createdAt, updatedAt: createdAt, archived: false, properties };
        unique.set(id, record);
        byRecordId.set(record.id, record);
      }
      account.set(record, values);
      return record;
    },
    set(record, values) {
      for (const [name, value] of Object.entries(values)) {
        if (value === '') Reflect.deleteProperty(record.properties, name);
        else record.properties[name] = value;
      }
      record.updatedAt = now();
    },
    badValues: (values) => Object.entries(values).flatMap(([name, value]) => badValue(name, value) ?? []),
  };
  return account;
}
