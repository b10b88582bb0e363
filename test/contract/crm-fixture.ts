import type { Crm, CrmField, CrmValue, CrmValues } from '../../crm/crm.ts';

/** A CRM that runs, and what its own people do in it. */
export interface CrmFixture {
  /** Opens it as Daybreak does, over `fields`; any number of times. */
  open(): Promise<Crm>;
  /** As the CRM's own people: makes records that are not there, sets these fields of those that are. */
  put(records: readonly { readonly id: string; readonly values: CrmValues }[]): Promise<void>;
  /** As the CRM's own people see the fields of a record, null where empty; undefined where there is no such record. */
  get(id: string): Promise<CrmValues | undefined>;
  readonly fields: {
    /** Takes 0 to 1 with its `digits`, two at least, and null. */
    readonly number: CrmField;
    /** Takes 0 to 1,000 with its `digits`, and null. */
    readonly otherNumber: CrmField;
    /** Takes 4,000 characters of any kind, and null. */
    readonly text: CrmField;
    readonly date: CrmField;
  };
  readonly can: {
    /** Whether a write with `seen` of a record that has changed since gives `conflict`. */
    readonly versions: boolean;
    /** Whether preflight can know fields and their types. */
    readonly describes: boolean;
    /** A value that it refuses for the row that has it: too many digits, outside what it allows. Left out where it takes everything. */
    readonly refuses?: { readonly field: string; readonly value: CrmValue };
    /** Takes the right to write away; gives what gives it back. */
    readonly loseRight?: () => Promise<() => Promise<void>>;
    /** Makes it unreachable; gives what brings it back with all it had. */
    readonly goDown?: () => Promise<() => Promise<void>>;
  };
  stop?(): Promise<void>;
}
