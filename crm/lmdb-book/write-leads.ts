import { targetKey, type LeadRecord, type TargetRecord } from './keys.ts';
import type { Tables } from './tables.ts';
import type { Lead, MadeFrom, PushOutcome, PushTarget } from '../lead-book.ts';

/** Upserts a batch in one transaction; see LeadBook.push. */
export function writeLeads(tables: Tables, target: PushTarget, leads: readonly Lead[]): PushOutcome[] {
  const refusals = leads.map((lead) => refusalOf(lead, target));
  return tables.root.transactionSync(() => {
    const record = recordFor(tables, target);
    return leads.map((lead, i) => refusals[i] ?? writeLead(tables, target, record, lead));
  });
}

/** lmdb keys have up to 1,978 bytes, and a byte of an id takes up to two of them. */
const MOST_ID_BYTES = 900;

function refusalOf({ opportunityId, scores }: Lead, { outputs }: PushTarget): PushOutcome | undefined {
  if (opportunityId === '') return refused('the opportunity id is empty');
  if (Buffer.byteLength(opportunityId) > MOST_ID_BYTES)
    return refused(`the opportunity id has more than ${MOST_ID_BYTES} bytes`);
  if (scores.length !== outputs.length)
    return refused(`it has ${scores.length} scores and the model has ${outputs.length} outputs`);
  const bad = scores.findIndex((score) => !Number.isFinite(score));
  return bad < 0 ? undefined : refused(`${outputs[bad] ?? 'a score'} is ${String(scores[bad])}`);
}

/** The target's record with this run's outputs and what its scores were made from; written when it is new or changes. */
function recordFor({ targets }: Tables, target: PushTarget): TargetRecord {
  const key = targetKey(target);
  const known = targets.get(key) ?? { place: targets.getCount(), outputs: {} };
  const { [String(target.run)]: from, ...others } = known.madeFrom ?? {};
  const same = sameList(known.outputs[target.run] ?? [], target.outputs) && sameFrom(from, target.madeFrom);
  if (same) return known;
  const madeFrom = target.madeFrom ? { ...others, [target.run]: target.madeFrom } : others;
  const record = { ...known, outputs: { ...known.outputs, [target.run]: target.outputs }, madeFrom };
  targets.putSync(key, record);
  return record;
}

const sameFrom = (a: MadeFrom | undefined, b: MadeFrom | undefined): boolean =>
  sameList(Object.entries(a ?? {}).flat(), Object.entries(b ?? {}).flat());

function writeLead({ leads }: Tables, { run, outputs }: PushTarget, record: TargetRecord, lead: Lead): PushOutcome {
  const key: [number, string] = [record.place, lead.opportunityId];
  const known = leads.get(key);
  if (known && known[0] > run) return refused(`run ${known[0]} has pushed it, which is newer than run ${run}`);
  // -0 would come back as 0 and look changed at every push.
  const scores = lead.scores.map((score) => score + 0);
  const same =
    known !== undefined && sameList(known.slice(1), scores) && sameList(record.outputs[known[0]] ?? [], outputs);
  if (known?.[0] !== run || !same) leads.putSync(key, [run, ...scores] satisfies LeadRecord);
  return { state: same ? 'same' : 'written' };
}

const refused = (reason: string): PushOutcome => ({ state: 'refused', reason });

const sameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i]);
