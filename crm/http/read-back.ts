import type { CrmRecord, CrmWrite, WriteOutcome } from '../crm.ts';

/** The outcome of a row of which the CRM's answer said nothing, by what it gives when it is read again. */
export function outcomeByReading({ id, values }: CrmWrite, now: CrmRecord | undefined): WriteOutcome {
  if (!now) return { state: 'refused', reason: `there is no record ${id}`, again: false };
  const differs = Object.keys(values).find((name) => values[name] !== now.values[name]);
  if (differs === undefined) return { state: 'written' };
  const [wanted, stands] = [values[differs], now.values[differs]].map((value) => JSON.stringify(value));
  const reason = `the CRM took the call, and ${differs} is ${stands ?? 'missing'} and not ${wanted ?? ''}`;
  return { state: 'refused', reason, again: false };
}
