import type { CrmRecord } from '../../crm/crm.ts';
import type { ScenePush } from '../../domain/crm-settings.ts';
import { hasMoved, own, sameValue, type TargetField } from '../../domain/push-field.ts';
import type { FieldValues, PushEntry, PushReceipt } from '../../domain/push-receipt.ts';

/** What a push knows of a lead before it asks the CRM. */
export interface KnownRow {
  /** By the CRM's field; every field of the push is there. */
  readonly wanted: FieldValues;
  readonly receipt: PushReceipt | undefined;
  /** Of the same run. */
  readonly entry: PushEntry | undefined;
}

export type Decision =
  | { readonly act: 'missing' }
  /** A person's values stand, and nothing else has to be written; `values` are those of other fields that are there and ours. */
  | { readonly act: 'edited'; readonly edited: FieldValues; readonly values: FieldValues }
  /** The CRM has the values already. */
  | { readonly act: 'found'; readonly values: FieldValues }
  /** `before`: the same fields as they are in the CRM. `edited`: fields that are left as a person wrote them; empty where there are none. */
  | {
      readonly act: 'write';
      readonly values: FieldValues;
      readonly before: FieldValues;
      readonly edited: FieldValues;
      readonly record: CrmRecord;
    };

/** What becomes of a lead whose record in the CRM was read. Fields are judged one by one: a value that is not ours stands, the others are written. */
export function decideRow(
  fields: readonly TargetField[],
  { edited: policy, first }: Pick<ScenePush, 'edited' | 'first'>,
  row: KnownRow,
  record: CrmRecord | undefined,
): Decision {
  if (!record) return { act: 'missing' };
  const { wanted, receipt } = row;
  const present = (field: TargetField): FieldValues[string] => own(record.values, field.target) ?? null;
  const stands = (field: TargetField): boolean => {
    const now = present(field);
    if (sameValue(field, now, wanted[field.target] ?? null)) return false;
    const ours = oursOf(row, field.target);
    // A person's value that was found before anything of ours was delivered there is a person's value ever after.
    if (ours.length === 0 && own(receipt?.edited, field.target) === undefined)
      return first === 'keep' && !sameValue(field, now, null);
    return policy === 'keep' && !ours.some((value) => sameValue(field, now, value));
  };
  const kept = fields.filter(stands);
  const edited = valuesOf(kept, present);
  const rest = fields.filter((field) => !kept.includes(field));
  const values = valuesOf(rest, ({ target }) => wanted[target] ?? null);
  const isThere = (field: TargetField): boolean => sameValue(field, present(field), wanted[field.target] ?? null);
  const isOurs = (field: TargetField): boolean =>
    isThere(field) || oursOf(row, field.target).some((value) => sameValue(field, present(field), value));
  if (kept.length > 0 && (!isWorthWriting(fields, rest, receipt, values) || rest.every(isThere)))
    return { act: 'edited', edited, values: valuesOf(rest.filter(isOurs), present) };
  if (rest.every(isThere)) return { act: 'found', values };
  return { act: 'write', values, before: valuesOf(rest, present), edited, record };
}

/** Values of a field that Daybreak wrote, may have written or decided to write over; empty where it never had to do with the field. */
function oursOf({ receipt, entry }: KnownRow, target: string): FieldValues[string][] {
  const sources = [
    receipt?.values,
    receipt?.unread,
    entry?.before,
    entry?.over,
    entry?.state === 'sent' ? entry.values : undefined,
  ];
  return sources.map((values) => own(values, target)).filter((value) => value !== undefined);
}

/** Of a lead whose number a person keeps the texts are not sent alone, and its other numbers only when they move. */
function isWorthWriting(
  fields: readonly TargetField[],
  rest: readonly TargetField[],
  receipt: PushReceipt | undefined,
  values: FieldValues,
): boolean {
  const isNumber = ({ type }: TargetField): boolean => type === 'number';
  if (fields.some(isNumber) && !rest.some(isNumber)) return false;
  return receipt?.state !== 'edited' || hasMoved(rest, receipt.values, values);
}

const valuesOf = (fields: readonly TargetField[], valueOf: (field: TargetField) => FieldValues[string]): FieldValues =>
  Object.fromEntries(fields.map((field) => [field.target, valueOf(field)]));
