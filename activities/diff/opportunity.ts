import { DaybreakError } from '../../domain/errors.ts';
import { columnsOf } from '../../domain/feature-index.ts';
import type { OpportunityDiff, RankedScore, ScoreDiff } from '../../domain/night-diff.ts';
import type { NightRun } from '../../domain/night.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import type { Ports } from '../ports.ts';
import { scoresOf } from '../score/scores.ts';
import { readSnapshot } from '../snapshot.ts';
import { runRow } from '../why/run-row.ts';

/** How one opportunity differs in two runs. @throws DaybreakError USAGE where neither has it */
export async function diffOpportunity(
  ports: Ports,
  before: NightRun,
  now: NightRun,
  opportunityId: string,
): Promise<OpportunityDiff> {
  const [old, fresh] = [await readSnapshot(ports.blobs, before), await readSnapshot(ports.blobs, now)];
  const [a, b] = [await runRow(ports, before, old, opportunityId), await runRow(ports, now, fresh, opportunityId)];
  if (!a && !b) {
    throw new DaybreakError(
      'USAGE',
      `neither run has an opportunity "${opportunityId}"`,
      `take an id that one of them scored: npx daybreak leads ${now.dictionary} --date ${now.date}`,
    );
  }
  const names = new Set([...columnsOf(fresh.index).keys(), ...columnsOf(old.index).keys()]);
  const values = Array.from(names, (feature) => ({
    ...{ feature, ...valueOf('before', a?.values.get(feature)) },
    ...valueOf('now', b?.values.get(feature)),
  }));
  const differing = values.filter((value) => value.before !== value.now);
  return {
    ...{ before, now, opportunityId, scenesBefore: a?.scenes ?? [], scenesNow: b?.scenes ?? [] },
    features: differing,
    sameFeatures:
      values.filter((value) => value.before !== undefined).length -
      differing.filter((value) => value.before !== undefined).length,
    scores: await scoreDiffs(ports.blobs, [before, old], [now, fresh], opportunityId),
  };
}

const valueOf = <Key extends string>(key: Key, value: number | undefined): { [K in Key]?: number } =>
  (value === undefined ? {} : { [key]: value }) as { [K in Key]?: number };

async function scoreDiffs(
  blobs: BlobStore,
  [before, old]: readonly [NightRun, NightSnapshot],
  [now, fresh]: readonly [NightRun, NightSnapshot],
  id: string,
): Promise<ScoreDiff[]> {
  const outputs = new Map(
    [...old.models, ...fresh.models].map(({ name, manifest }) => [name, manifest.outputs[0] ?? '']),
  );
  const has = ({ models }: NightSnapshot, model: string): boolean => models.some(({ name }) => name === model);
  const diffs: ScoreDiff[] = [];
  for (const [model, output] of outputs) {
    const was = has(old, model) ? await ranked(blobs, before, model, id) : undefined;
    const is = has(fresh, model) ? await ranked(blobs, now, model, id) : undefined;
    if (was ?? is) diffs.push({ model, output, ...(was ? { before: was } : {}), ...(is ? { now: is } : {}) });
  }
  return diffs;
}

/** By the first output. The file is read twice: for the score, then for those that are greater. */
async function ranked(blobs: BlobStore, run: NightRun, model: string, id: string): Promise<RankedScore | undefined> {
  let score: number | undefined;
  for await (const lead of scoresOf(blobs, run, model)) if (lead.opportunityId === id) score = lead.scores[0];
  if (score === undefined) return undefined;
  let [rank, of] = [1, 0];
  for await (const { scores } of scoresOf(blobs, run, model)) {
    if ((scores[0] ?? Number.NaN) > score) rank += 1;
    of += 1;
  }
  return { score, rank, of };
}
