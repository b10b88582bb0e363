import type { CrmRecord } from '../../crm/crm.ts';
import { saltOf, SALTS } from '../../domain/salt.ts';
import { own, sameValue, type TargetField } from '../../domain/push-field.ts';
import type { FieldValues, PushReceipt } from '../../domain/push-receipt.ts';
import type { Write } from './ends.ts';

/** Whether a row belongs to the sample that is read again: always the same rows for the same share, and those of a smaller one among them. */
export const isSampled = (id: string, share: number): boolean => saltOf(id) < share * SALTS;

/** What a record shows after a write that the CRM said it carried out. */
export type Shown =
  | { readonly as: 'written' }
  /** It is as before: the CRM stored nothing, or not this field. */
  | { readonly as: 'unstored'; readonly reason: string }
  /** Empty, which nobody wrote: a field that the CRM has no more, or that it empties itself. */
  | { readonly as: 'emptied'; readonly reason: string; readonly values: FieldValues }
  /** Neither what we wrote nor what was there. */
  | { readonly as: 'other'; readonly values: FieldValues };

/** Why a value that the CRM said it wrote, and that was not read back then, was never stored; undefined where nothing says so. */
export function neverStored(
  fields: readonly TargetField[],
  receipt: PushReceipt | undefined,
  record: CrmRecord | undefined,
): string | undefined {
  const { values, unread, date } = receipt ?? {};
  const field = fields.find((one) => {
    const [before, wanted] = [own(unread, one.target), own(values, one.target)];
    if (before === undefined || wanted === undefined || !record || sameValue(one, before, wanted)) return false;
    return sameValue(one, own(record.values, one.target) ?? null, before);
  });
  return (
    field &&
    `the CRM said on ${date} that it wrote it, but ${field.target} still reads ${JSON.stringify(own(unread, field.target)).slice(0, 80)}`
  );
}

/** @param fields of these, the ones that were written are compared; where several differ, the first is named */
export function shownBy(fields: readonly TargetField[], { values: written, before }: Write, record: CrmRecord): Shown {
  const shows = ({ target }: TargetField): FieldValues[string] => own(record.values, target) ?? null;
  const differing = fields.filter((field) => {
    const wanted = own(written, field.target);
    return wanted !== undefined && !sameValue(field, shows(field), wanted);
  });
  const [first] = differing;
  if (!first) return { as: 'written' };
  const stale = differing.every((field) => sameValue(field, shows(field), own(before, field.target) ?? null));
  const values = Object.fromEntries(differing.map((field) => [field.target, shows(field)]));
  const isEmptied = differing.every((field) => sameValue(field, shows(field), null));
  if (!stale && !isEmptied) return { as: 'other', values };
  const [now, wanted] = [shows(first), written[first.target] ?? null].map((value) =>
    JSON.stringify(value).slice(0, 80),
  );
  const reason = `the CRM said that it wrote it, but ${first.target} ${stale ? 'still ' : ''}reads ${now} instead of ${wanted}`;
  return stale ? { as: 'unstored', reason } : { as: 'emptied', reason, values };
}
