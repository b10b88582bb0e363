import type { ScenePush } from '../../domain/crm-settings.ts';
import { hasMoved, own, sameValue, type TargetField } from '../../domain/push-field.ts';
import type { FieldValues, PushEntry, PushReceipt } from '../../domain/push-receipt.ts';

/** A lead on its way into the CRM. */
export interface LeadRow {
  readonly id: string;
  readonly changed: boolean;
  /** By the CRM's field. */
  readonly wanted: FieldValues;
  readonly receipt: PushReceipt | undefined;
  /** Of this run; changes when it is sent. */
  entry: PushEntry | undefined;
}

/**
 * Where a lead stands before the CRM is asked. `open`: it has to be. `same`: what was delivered still holds. `ended`: this run has brought it
 * to its end before. `acknowledged`: the CRM took it, and the push was interrupted before the journal knew.
 */
export type Standing = 'open' | 'same' | 'ended' | 'acknowledged';

/** @param fields of this push, the only ones that are compared */
export function standingOf(
  fields: readonly TargetField[],
  { edited: policy }: Pick<ScenePush, 'edited'>,
  { changed, wanted, receipt, entry }: LeadRow,
): Standing {
  if (entry && entry.state !== 'undone') {
    // The settings may say by now that a person's value is to be written over.
    if (entry.state === 'edited' && policy === 'overwrite') return 'open';
    const asWanted = has(fields, entry.values, wanted);
    // Refused in its shadow fields only: of the fields themselves nothing is known.
    if ((entry.state === 'dead' || entry.state === 'missing') && receipt?.state !== 'dead') return 'open';
    if (entry.state !== 'sent') return asWanted || !changed ? 'ended' : 'open';
    return receipt?.state === 'delivered' && has(fields, receipt.values, wanted) ? 'acknowledged' : 'open';
  }
  if (!changed) return 'same';
  return receipt?.state === 'delivered' && !hasMoved(fields, receipt.values, wanted) ? 'same' : 'open';
}

const has = (fields: readonly TargetField[], values: FieldValues | undefined, wanted: FieldValues): boolean =>
  fields.every((field) => {
    const value = own(values, field.target);
    return value !== undefined && sameValue(field, value, wanted[field.target] ?? null);
  });
