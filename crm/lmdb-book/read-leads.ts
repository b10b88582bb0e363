import { compareText } from '../../domain/event-version.ts';
import { bestOf } from '../../domain/best-of.ts';
import type { TargetKey, TargetRecord } from './keys.ts';
import type { Tables } from './tables.ts';
import type { PushedLead } from '../lead-book.ts';

/** The best leads of every scene and model, by scene, then model by code point; see LeadBook.leads. */
export function readLeads({ targets, leads }: Tables, dictionary: string, date: string, top: number): PushedLead[] {
  const found: { key: TargetKey; record: TargetRecord }[] = [];
  for (const { key, value } of targets.getRange({ start: [dictionary, date] })) {
    if (key[0] !== dictionary || key[1] !== date) break;
    found.push({ key, record: value });
  }
  found.sort((a, b) => compareText(a.key[2], b.key[2]) || compareText(a.key[3], b.key[3]));
  return found.flatMap(({ key: [, , scene, model], record: { place, outputs, madeFrom } }) => {
    const best = bestOf<PushedLead>(top, betterFirst);
    for (const { key, value } of leads.getRange({ start: [place, ''], end: [place + 1] })) {
      const [run, ...scores] = value;
      const from = madeFrom?.[run];
      const lead = { opportunityId: key[1], scores, scene, model, outputs: outputs[run] ?? [], run };
      best.add(from ? { ...lead, madeFrom: from } : lead);
    }
    return best.inOrder();
  });
}

const betterFirst = (a: PushedLead, b: PushedLead): number =>
  (b.scores[0] ?? 0) - (a.scores[0] ?? 0) || compareText(a.opportunityId, b.opportunityId);
