import type { CrmValue, CrmValues } from '../../crm/crm.ts';

export interface ServerField {
  readonly name: string;
  readonly type: 'decimal' | 'string' | 'date';
  /** Of a decimal. */
  readonly scale?: number;
  /** Of a string. */
  readonly length?: number;
}

interface ServerRecord {
  readonly external_id: string;
  readonly version: number;
  readonly fields: CrmValues;
}

/** What the server answers for one row. */
export interface RowResult {
  readonly external_id: string;
  readonly status: 'updated' | 'missing' | 'conflict' | 'invalid' | 'locked';
  readonly message?: string;
}

export interface RowWrite {
  readonly external_id: string;
  readonly version?: number;
  readonly fields: CrmValues;
}

/** The records of a CRM, and how often each was stored. */
export interface ServerRecords {
  readonly fields: ServerField[];
  /** Makes records, or sets these fields, as the CRM's people do. */
  put(records: readonly { readonly id: string; readonly values: CrmValues }[]): void;
  /** Every field, null where empty. */
  get(id: string): CrmValues | undefined;
  find(id: string): ServerRecord | undefined;
  /** Why the row cannot be taken, undefined where it can; stores nothing. */
  fault(row: RowWrite): RowResult | undefined;
  store(row: RowWrite): RowResult;
  /** How often Daybreak's calls stored this record. */
  stored(id: string): number;
  /** Values that are refused, as if the CRM had a rule against them. */
  readonly poison: Set<CrmValue>;
  /** Ids of records that somebody has open: refused for now. */
  readonly locked: Set<string>;
}

export function serverRecords(fields: ServerField[]): ServerRecords {
  const records = new Map<string, { version: number; fields: CrmValues }>();
  const counts = new Map<string, number>();
  const poison = new Set<CrmValue>();
  const locked = new Set<string>();
  const set = (id: string, values: CrmValues): void => {
    const known = records.get(id);
    records.set(id, { version: (known?.version ?? 0) + 1, fields: { ...known?.fields, ...values } });
  };
  const get = (id: string): CrmValues | undefined => {
    const known = records.get(id)?.fields;
    return known && Object.fromEntries(fields.map(({ name }) => [name, known[name] ?? null]));
  };
  const fault = ({ external_id, version, fields: values }: RowWrite): RowResult | undefined => {
    const known = records.get(external_id);
    if (!known) return { external_id, status: 'missing', message: `no opportunity ${external_id}` };
    if (locked.has(external_id)) return { external_id, status: 'locked', message: 'somebody has it open' };
    if (version !== undefined && version !== known.version) return { external_id, status: 'conflict' };
    const bad = Object.entries(values).find(([name, value]) => poison.has(value) || !fits(fields, name, value));
    return bad && { external_id, status: 'invalid', message: `${bad[0]} does not take ${String(bad[1])}` };
  };
  return {
    fields,
    poison,
    locked,
    put(rows) {
      for (const { id, values } of rows) set(id, values);
    },
    get,
    find(id) {
      const known = records.get(id);
      return known && { external_id: id, version: known.version, fields: get(id) ?? {} };
    },
    fault,
    store(row) {
      const refused = fault(row);
      if (refused) return refused;
      set(row.external_id, row.fields);
      counts.set(row.external_id, (counts.get(row.external_id) ?? 0) + 1);
      return { external_id: row.external_id, status: 'updated' };
    },
    stored: (id) => counts.get(id) ?? 0,
  };
}

function fits(fields: readonly ServerField[], name: string, value: CrmValue): boolean {
  const field = fields.find((one) => one.name === name);
  if (!field || value === null) return field !== undefined;
  switch (field.type) {
    case 'decimal':
      return typeof value === 'number' && Number(value.toFixed(field.scale ?? 0)) === value;
    case 'string':
      return typeof value === 'string' && value.length <= (field.length ?? Number.POSITIVE_INFINITY);
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  }
}
