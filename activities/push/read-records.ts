import { CrmError, type Crm, type CrmRecord } from '../../crm/crm.ts';
import type { Caller } from './caller.ts';

/** `undefined`: the CRM has no such record. `refused`: it rejects the very question. */
export type ReadAnswer = { readonly record: CrmRecord | undefined } | { readonly refused: string };

/** What the CRM has of ids, in their order; as many calls as its limit asks for. @throws DaybreakError as Caller.read */
export async function readRecords(
  { crm, caller }: { readonly crm: Crm; readonly caller: Caller },
  ids: readonly string[],
  fields: readonly string[],
): Promise<ReadAnswer[]> {
  const answers: ReadAnswer[] = [];
  const most = Math.max(1, crm.limits.readRows);
  const ask = async (some: readonly string[]): Promise<void> => {
    try {
      const records = await caller.read(() => crm.read(some, fields));
      for (const i of some.keys()) answers.push({ record: records[i] });
    } catch (error) {
      if (!(error instanceof CrmError) || error.trouble !== 'batch') throw error;
      if (some.length === 1) {
        answers.push({ refused: error.message });
        return;
      }
      const half = Math.ceil(some.length / 2);
      await ask(some.slice(0, half));
      await ask(some.slice(half));
    }
  };
  for (let from = 0; from < ids.length; from += most) await ask(ids.slice(from, from + most));
  return answers;
}
