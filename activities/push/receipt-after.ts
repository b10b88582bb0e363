import type { PushReceipt } from '../../domain/push-receipt.ts';
import { MISSING, type End } from './ends.ts';

type Stamp = Pick<PushReceipt, 'date' | 'run'>;

/** What is known of a lead when a push has brought it to its end. @param receipt what was known before */
export function receiptAfterPush(receipt: PushReceipt | undefined, end: End, stamp: Stamp): PushReceipt {
  const last = receipt?.values;
  if (end.state === 'dead' || end.state === 'missing') {
    const reason = end.state === 'dead' ? end.reason : MISSING;
    const edited = receipt?.edited ? { edited: receipt.edited } : {};
    const shown = end.state === 'dead' ? end.unread : undefined;
    const unread = receipt?.unread || shown ? { unread: { ...receipt?.unread, ...shown } } : {};
    return { ...stamp, state: 'dead', reason, ...edited, ...(last ? { values: last } : {}), ...unread };
  }
  const known = { ...last, ...end.values };
  const values = {
    ...(Object.keys(known).length > 0 ? { values: known } : {}),
    ...(end.unread ? { unread: end.unread } : {}),
  };
  return end.state === 'delivered'
    ? { ...stamp, state: 'delivered', ...values }
    : { ...stamp, state: 'edited', edited: end.edited, ...values };
}

/**
 * The same of a push into shadow fields only. It says nothing of the fields themselves: a dead letter stays one, a person's value stays known,
 * and what only the shadow was refused for is no dead letter. Undefined where nothing is known but that.
 */
export function receiptAfterShadow(receipt: PushReceipt | undefined, end: End, stamp: Stamp): PushReceipt | undefined {
  if (end.state === 'dead' || end.state === 'missing') return receipt;
  if (receipt === undefined) return receiptAfterPush(receipt, end, stamp);
  const { unread: before = {}, ...known } = receipt;
  const still = Object.entries(before).filter(([target]) => !Object.hasOwn(end.values, target));
  const unread = { ...Object.fromEntries(still), ...end.unread };
  return {
    ...known,
    values: { ...known.values, ...end.values },
    ...(Object.keys(unread).length > 0 ? { unread } : {}),
    ...(end.state === 'edited' ? { edited: { ...known.edited, ...end.edited } } : {}),
  };
}
