import type { CrmRecord } from '../../crm/crm.ts';
import { saltOf, SALTS } from '../../domain/salt.ts';
import { own, sameValue, type TargetField } from '../../domain/push-field.ts';
import type { FieldValues } from '../../domain/push-receipt.ts';
import type { Write } from './ends.ts';

/** Whether a row belongs to the sample that is read again: always the same rows for the same share, and those of a smaller one among them. */
export const isSampled = (id: string, share: number): boolean => saltOf(id) < share * SALTS;

/** What a record shows after a write that the CRM said it carried out. */
export type Shown =
  | { readonly as: 'written' }
  /** It is as before: the CRM stored nothing, or not this field. */
  | { readonly as: 'unstored'; readonly reason: string }
  /** Neither what we wrote nor what was there. */
  | { readonly as: 'other'; readonly values: FieldValues };

export function shownBy(fields: readonly TargetField[], { values, before }: Write, record: CrmRecord): Shown {
  const shows = ({ target }: TargetField): FieldValues[string] => own(record.values, target) ?? null;
  const differing = fields.filter((field) => {
    const wanted = own(values, field.target);
    return wanted !== undefined && !sameValue(field, shows(field), wanted);
  });
  const [first] = differing;
  if (!first) return { as: 'written' };
  const stale = differing.every((field) => sameValue(field, shows(field), own(before, field.target) ?? null));
  if (!stale)
    return { as: 'other', values: Object.fromEntries(differing.map((field) => [field.target, shows(field)])) };
  const [now, wanted] = [shows(first), values[first.target] ?? null].map((value) => JSON.stringify(value).slice(0, 80));
  return {
    as: 'unstored',
    reason: `the CRM said that it wrote it, but ${first.target} still reads ${now} instead of ${wanted}`,
  };
}
