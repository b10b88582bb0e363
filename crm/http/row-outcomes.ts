import { CrmError, type CrmWrite, type WriteOutcome } from '../crm.ts';
import { at } from './place.ts';
import type { ResultSettings } from './settings.ts';

/** What the answer says of each row, in their order. @throws CrmError `transient` when it says nothing of any */
export function outcomesIn(json: unknown, settings: ResultSettings, rows: readonly CrmWrite[]): WriteOutcome[] {
  const results = at(json, settings.results);
  if (!Array.isArray(results)) throw unclear(`it has no list at ${settings.results || 'its top'}`);
  const { id } = settings;
  if (id === undefined) {
    if (results.length !== rows.length) throw unclear(`it has ${results.length} results for ${rows.length} rows`);
    return results.map((result) => outcomeOf(result, settings));
  }
  const byId = new Map(results.map((result) => [String(at(result, id)), result as unknown]));
  return rows.map((row) => {
    if (byId.has(row.id)) return outcomeOf(byId.get(row.id), settings);
    return { state: 'refused', reason: 'the CRM said nothing of this row', again: true };
  });
}

function outcomeOf(result: unknown, { status, written, conflict, again, reason }: ResultSettings): WriteOutcome {
  const said = String(at(result, status));
  const isOneOf = (words: readonly unknown[]): boolean => words.map(String).includes(said);
  if (isOneOf(written)) return { state: 'written' };
  if (isOneOf(conflict)) return { state: 'conflict' };
  const why = reason === undefined ? undefined : at(result, reason);
  const text = typeof why === 'string' ? why : JSON.stringify(why ?? result);
  return { state: 'refused', reason: text === '' ? said : text, again: isOneOf(again) };
}

const unclear = (why: string): CrmError =>
  new CrmError('transient', `the CRM's answer to a write says nothing of its rows: ${why}`);
