import { targetKey, type LeadKey } from './keys.ts';
import type { Tables } from './tables.ts';
import type { PushTarget } from '../lead-book.ts';

const LEADS_A_TRANSACTION = 10_000;

type Target = Pick<PushTarget, 'dictionary' | 'date' | 'run' | 'scene' | 'model'>;

/** Takes out the leads of runs before the target's; see LeadBook.finish. */
export function removeOlder(
  tables: Tables,
  target: Target,
  ofRun?: readonly Pick<Target, 'scene' | 'model'>[],
): number {
  const others = ofRun === undefined ? [] : otherTargets(tables, target, ofRun);
  return [target, ...others].reduce((sum, one) => sum + removeOf(tables, one), 0);
}

/** What earlier runs of the date pushed and the run does not score. */
function otherTargets(
  { targets }: Tables,
  { dictionary, date, run }: Target,
  ofRun: readonly Pick<Target, 'scene' | 'model'>[],
): Target[] {
  const others: Target[] = [];
  for (const { key } of targets.getRange({ start: [dictionary, date] })) {
    if (key[0] !== dictionary || key[1] !== date) break;
    const [, , scene, model] = key;
    if (!ofRun.some((own) => own.scene === scene && own.model === model))
      others.push({ dictionary, date, run, scene, model });
  }
  return others;
}

/** Page by page, so that no transaction and no list grows with the leads. */
function removeOf(tables: Tables, target: Target): number {
  const record = tables.targets.get(targetKey(target));
  if (!record) return 0;
  let removed = 0;
  let after: LeadKey | undefined = [record.place, ''];
  while (after) {
    const page = removePage(tables, target.run, after);
    removed += page.removed;
    after = page.after;
  }
  forgetOutputs(tables, target);
  return removed;
}

function removePage(
  { root, leads }: Tables,
  run: number,
  after: LeadKey,
): { removed: number; after: LeadKey | undefined } {
  return root.transactionSync(() => {
    const [place] = after;
    const range = { start: after, end: [place + 1], exclusiveStart: true, limit: LEADS_A_TRANSACTION };
    const page = [...leads.getRange(range)].map(({ key, value }) => ({ key, older: value[0] < run }));
    const older = page.filter((lead) => lead.older);
    for (const { key } of older) leads.removeSync(key);
    return { removed: older.length, after: page.length < LEADS_A_TRANSACTION ? undefined : page.at(-1)?.key };
  });
}

/** The outputs of runs that have no leads any more. */
function forgetOutputs({ root, targets }: Tables, target: Target): void {
  root.transactionSync(() => {
    const record = targets.get(targetKey(target));
    if (!record) return;
    const kept = Object.entries(record.outputs).filter(([run]) => Number(run) >= target.run);
    if (kept.length === Object.keys(record.outputs).length) return;
    const { madeFrom, ...others } = record;
    const from = Object.entries(madeFrom ?? {}).filter(([run]) => Number(run) >= target.run);
    const renewed = { ...others, outputs: Object.fromEntries(kept) };
    targets.putSync(targetKey(target), from.length > 0 ? { ...renewed, madeFrom: Object.fromEntries(from) } : renewed);
  });
}
