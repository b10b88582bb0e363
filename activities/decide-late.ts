import { opportunityNamesOf } from '../domain/dictionary.ts';
import { decisionsText, type LateCost, type NightDecision } from '../domain/night-decision.ts';
import type { NightSnapshot } from '../domain/night-snapshot.ts';
import type { NightRun } from '../domain/night.ts';
import { parseDate, type RunDate } from '../domain/run-date.ts';
import { readManifest } from './check-sealed.ts';
import type { Ports } from './ports.ts';
import { forgetReceipts } from './receipt.ts';
import { rowStep } from './run-files.ts';
import { readSnapshot, snapshotPath, writeSnapshot } from './snapshot.ts';
import type { Verb } from './verb.ts';

export interface LateTask {
  readonly run: NightRun;
  readonly proposals: readonly Pick<NightDecision, 'dimension' | 'policy' | 'because'>[];
}

/**
 * Writes decisions into the run's snapshot, from which every later step reads them, and forgets what the run has computed of the dimensions.
 * Where no sealed night has the dimension, it is left out. Gives all decisions of the run, with what they cost.
 */
export const decideLate: Verb<LateTask, LateCost[]> =
  (ports) =>
  async ({ run, proposals }) => {
    const snapshot = await readSnapshot(ports.blobs, run);
    const decided = new Map((snapshot.decisions ?? []).map((decision) => [decision.dimension, decision]));
    for (const { dimension, policy, because } of proposals) {
      const from = policy === 'last-sealed' ? await lastSealed(ports, run, dimension) : undefined;
      if (from) decided.set(dimension, { dimension, policy, because, from });
      else
        decided.set(dimension, {
          dimension,
          policy: 'without',
          because: policy === 'without' ? because : `${because}, and no sealed night before has it`,
        });
    }
    const decisions = [...decided.values()].sort((a, b) => (a.dimension < b.dimension ? -1 : 1));
    const hashes = { ...snapshot.hashes, decisions: ports.sha256(decisionsText(decisions)) };
    // Before the receipts are forgotten: a step that ends in between finds out that it is no longer wanted.
    const decidedOn: NightSnapshot = { ...snapshot, decisions, hashes };
    await writeSnapshot(ports.blobs, run, decidedOn);
    for (const { dimension } of proposals) {
      await forgetReceipts(ports.blobs, run, rowStep('derived', dimension));
      await forgetReceipts(ports.blobs, run, rowStep('aggregated', dimension));
    }
    return lateCostsOf(decidedOn);
  };

/**
 * The newest sealed night before a run's date that computed a dimension itself; one that took it from an earlier night, or went without,
 * is passed over, so that the date says how old the numbers are.
 */
async function lastSealed(
  { blobs }: Ports,
  { dictionary, date }: NightRun,
  dimension: string,
): Promise<{ date: RunDate; run: number } | undefined> {
  const dates = (await blobs.folders(dictionary)).filter((name) => parseDate(name) !== undefined && name < date);
  for (const earlier of dates.reverse()) {
    const manifest = await readManifest(blobs, { dictionary, date: earlier });
    if (!manifest || manifest.decisions?.some((decision) => decision.dimension === dimension) === true) continue;
    const run = { dictionary, date: earlier, run: manifest.run };
    if (!(await blobs.exists(snapshotPath(run)))) continue;
    const { dictionary: then } = await readSnapshot(blobs, run);
    if (then.rows.some(({ dim }) => dim === dimension)) return { date: earlier, run: manifest.run };
  }
  return undefined;
}

/** The decisions of a run, with what they cost. */
export const lateCostsOf = (snapshot: NightSnapshot): LateCost[] =>
  (snapshot.decisions ?? []).map((decision) => costOf(snapshot, decision));

function costOf({ dictionary, models }: NightSnapshot, decision: NightDecision): LateCost {
  const names = new Set(dictionary.rows.filter(({ dim }) => dim === decision.dimension).flatMap(opportunityNamesOf));
  const touched = models.filter(({ manifest }) => manifest.features.some((feature) => names.has(feature)));
  return { ...decision, columns: names.size, models: touched.map(({ name }) => name) };
}
