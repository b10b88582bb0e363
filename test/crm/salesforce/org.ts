import { randomBytes } from 'node:crypto';

interface OrgField {
  readonly name: string;
  readonly type: 'id' | 'string' | 'textarea' | 'double' | 'date' | 'datetime';
  readonly length?: number;
  readonly scale?: number;
  readonly externalId?: boolean;
  readonly unique?: boolean;
  readonly calculated?: boolean;
  readonly htmlFormatted?: boolean;
}

export type OrgValue = string | number | null;

export interface OrgRecord {
  readonly Id: string;
  SystemModstamp: string;
  [field: string]: OrgValue;
}

interface OrgError {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: string[];
}

/** The records of one object and the rules they are saved by. */
export interface Org {
  readonly object: string;
  readonly idField: string;
  readonly fields: readonly OrgField[];
  readonly records: Map<string, OrgRecord>;
  /** Whether the user of the API may edit the object. */
  editable: boolean;
  /** Fields that the user of the API may see but not edit. */
  readonly readOnly: Set<string>;
  /** An error that saving this record meets besides the rules of the fields. */
  trouble: (record: OrgRecord) => OrgError | undefined;
  byRecordId(id: string): OrgRecord | undefined;
  /** As a person of the org: makes records that are not there, sets these fields of those that are. */
  put(id: string, values: Readonly<Record<string, OrgValue>>): OrgRecord;
  /** As the API does: the rules first, then the values; nothing is saved where there is an error. */
  save(recordId: string, values: Readonly<Record<string, OrgValue>>): OrgError | undefined;
}

const FIELDS: readonly OrgField[] = [
  { name: 'Id', type: 'id' },
  { name: 'SystemModstamp', type: 'datetime' },
  { name: 'Name', type: 'string', length: 120 },
  { name: 'DaybreakId__c', type: 'string', length: 255, externalId: true, unique: true },
  { name: 'Score__c', type: 'double', scale: 4 },
  { name: 'Expected__c', type: 'double', scale: 2 },
  { name: 'Reasons__c', type: 'textarea', length: 32_768 },
  { name: 'Note__c', type: 'string', length: 255 },
  { name: 'Rich__c', type: 'textarea', length: 32_768, htmlFormatted: true },
  { name: 'Formula__c', type: 'double', scale: 2, calculated: true },
  { name: 'ScoredOn__c', type: 'date' },
];

/** Error codes and their wording: https://developer.salesforce.com/docs/platform/soap-api/guide/sforce-api-calls-concepts-core-data-objects.html */
export function openOrg(): Org {
  const records = new Map<string, OrgRecord>();
  let clock = Date.UTC(2026, 2, 1);
  const stamp = (): string => new Date((clock += 1_000)).toISOString().replace('Z', '+0000');
  const fieldOf = new Map(FIELDS.map((field) => [field.name, field]));

  const ruleBroken = (values: Readonly<Record<string, OrgValue>>): OrgError | undefined => {
    for (const [name, value] of Object.entries(values)) {
      const { length } = fieldOf.get(name) ?? {};
      if (typeof value === 'string' && length !== undefined && value.length > length) {
        const message = `${name}: data value too large: ${value.slice(0, 20)} (max length=${length})`;
        return { statusCode: 'STRING_TOO_LONG', message, fields: [name] };
      }
    }
    const score = values.Score__c;
    return typeof score === 'number' && score > 1
      ? { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'A score is at most 1.', fields: ['Score__c'] }
      : undefined;
  };

  /** Numbers are rounded to the scale of their field, and a text area keeps its line breaks as CR LF. */
  const kept = (name: string, value: OrgValue): OrgValue => {
    const field = fieldOf.get(name);
    if (typeof value === 'number') return Number(value.toFixed(field?.scale ?? 0));
    if (typeof value !== 'string') return value;
    const text = field?.type === 'textarea' ? value.replace(/\r?\n/g, '\r\n') : value;
    return text === '' ? null : text;
  };

  const set = (record: OrgRecord, values: Readonly<Record<string, OrgValue>>): void => {
    for (const [name, value] of Object.entries(values)) record[name] = kept(name, value);
    record.SystemModstamp = stamp();
  };

  const org: Org = {
    object: 'Opportunity',
    idField: 'DaybreakId__c',
    fields: FIELDS,
    records,
    editable: true,
    readOnly: new Set(),
    trouble: () => undefined,
    byRecordId: (id) => byRecordId.get(id),
    put(id, values) {
      let record = records.get(id);
      if (!record) {
        const empty = Object.fromEntries(FIELDS.map((field) => [field.name, null]));
        record = { ...empty, Id: `006${randomBytes(8).toString('hex').slice(0, 15)}`, SystemModstamp: '' };
        record[org.idField] = id;
        records.set(id, record);
        byRecordId.set(record.Id, record);
      }
      set(record, values);
      return record;
    },
    save(recordId, values) {
      const record = byRecordId.get(recordId);
      if (!record) return { statusCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] };
      if (!org.editable) {
        const message = `insufficient access rights on object id`;
        return { statusCode: 'INSUFFICIENT_ACCESS_OR_READONLY', message, fields: [] };
      }
      const locked = Object.keys(values).filter((name) => org.readOnly.has(name) || fieldOf.get(name)?.calculated);
      if (locked.length > 0) {
        const message = `Unable to create/update fields: ${locked.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
        return { statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', message, fields: locked };
      }
      const error = org.trouble({ ...record, ...values }) ?? ruleBroken(values);
      if (!error) set(record, values);
      return error;
    },
  };
  const byRecordId = new Map<string, OrgRecord>();
  return org;
}
