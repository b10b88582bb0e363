import { columnsOf, type FeatureIndex } from '../../domain/feature-index.ts';
import type { FeatureDiff, NightDiff, SceneDiff } from '../../domain/night-diff.ts';
import { changedInputs } from '../../domain/night-manifest.ts';
import type { NightRun } from '../../domain/night.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import { rowChanges, type RowChanges } from '../../engine/row-changes.ts';
import { readManifest } from '../check-sealed.ts';
import { compareScores } from '../report/compare-scores.ts';
import { stageRecords } from '../record-stage.ts';
import { rowPairs } from './rows.ts';
import type { Ports } from '../ports.ts';
import { readSnapshot } from '../snapshot.ts';
import type { Beat } from '../verb.ts';

/**
 * How two runs differ. Rows and scores are read side by side and not held; what is held is a number for each feature, and the opportunities
 * that moved most. @param before, now runs with a snapshot; both with all their files
 */
export async function diffNights(ports: Ports, before: NightRun, now: NightRun, beat: Beat): Promise<NightDiff> {
  const [old, fresh] = [await readSnapshot(ports.blobs, before), await readSnapshot(ports.blobs, now)];
  const models = fresh.models.filter(({ name }) => old.models.some((model) => model.name === name));
  const scenes: SceneDiff[] = [];
  for (const { name } of fresh.scenes.filter((scene) => old.scenes.some((other) => other.name === scene.name)))
    scenes.push(await sceneDiff(ports, [before, old], [now, fresh], name, beat));
  const changed = models.filter((model) => !sameModel(model.name, old, fresh)).map(({ name }) => name);
  const scores: NightDiff['scores'][number][] = [];
  for (const { name, manifest } of models) {
    const earlier = { run: before, sameModels: !changed.includes(name) };
    scores.push(await compareScores(ports.blobs, now, { name, output: manifest.outputs[0] ?? '' }, earlier, beat));
  }
  return {
    before,
    now,
    ...(await inputsChanged(ports, [before, old], [now, fresh])),
    dictionary: { added: onlyIn(fresh.index, old.index), gone: onlyIn(old.index, fresh.index) },
    models: { changed, added: namesOnlyIn(fresh, old), gone: namesOnlyIn(old, fresh) },
    scenes,
    scores,
  };
}

type Run = readonly [run: NightRun, snapshot: NightSnapshot];

async function inputsChanged(
  ports: Ports,
  [before, old]: Run,
  [now, fresh]: Run,
): Promise<Pick<NightDiff, 'inputs' | 'rowsUnknown'>> {
  const [a, b] = [await rowsOf(ports, before, old), await rowsOf(ports, now, fresh)];
  const known = a !== undefined && b !== undefined;
  const inputs = changedInputs({ ...old.hashes, rows: known ? a : '' }, { ...fresh.hashes, rows: known ? b : '' });
  return {
    inputs: [...(before.date === now.date ? [] : (['date'] as const)), ...inputs],
    ...(known ? {} : { rowsUnknown: true }),
  };
}

/** The hash of the rows that a run was made from: as its manifest says while it counts, else its lines in the ledger. */
async function rowsOf(ports: Ports, run: NightRun, { timeZone }: NightSnapshot): Promise<string | undefined> {
  const manifest = await readManifest(ports.blobs, run);
  if (manifest?.run === run.run) return manifest.inputs.rows;
  const lines = await stageRecords(ports, run.dictionary, timeZone, [run.date]);
  return lines.find((line) => line.date === run.date && line.run === run.run && line.inputs['rows'])?.inputs['rows'];
}

const onlyIn = (index: FeatureIndex, other: FeatureIndex): string[] => {
  const known = columnsOf(other);
  return Array.from(columnsOf(index).keys()).filter((feature) => !known.has(feature));
};

const namesOnlyIn = ({ models }: NightSnapshot, other: NightSnapshot): string[] =>
  models.filter(({ name }) => !other.models.some((model) => model.name === name)).map(({ name }) => name);

function sameModel(name: string, a: NightSnapshot, b: NightSnapshot): boolean {
  const [one, two] = [a, b].map(({ models }) => models.find((model) => model.name === name));
  return JSON.stringify([one?.blob, one?.manifest]) === JSON.stringify([two?.blob, two?.manifest]);
}

const ROWS_A_BEAT = 10_000;

async function sceneDiff(
  { blobs }: Ports,
  [before, old]: Run,
  [now, fresh]: Run,
  scene: string,
  beat: Beat,
): Promise<SceneDiff> {
  const { features, changes } = common(old.index, fresh.index);
  const counts = { both: 0, entered: 0, left: 0, changed: 0 };
  let rows = 0;
  for await (const [a, b] of rowPairs(blobs, before, now, scene)) {
    counts[a && b ? 'both' : a ? 'left' : 'entered'] += 1;
    if (a && b && changes.add(a.id, a.rows, a.at, b.rows, b.at)) counts.changed += 1;
    rows += 1;
    if (rows % ROWS_A_BEAT === 0) beat(`${scene}: ${rows} opportunities compared`);
  }
  return { scene, ...counts, features: featureDiffs(features, changes) };
}

/** The features with a column in both, and a count for each of them. */
function common(before: FeatureIndex, now: FeatureIndex): { features: readonly string[]; changes: RowChanges } {
  const [old, fresh] = [columnsOf(before), columnsOf(now)];
  const features = Array.from(fresh.keys()).filter((feature) => old.has(feature));
  const places = (columns: ReadonlyMap<string, number>, entries: number): Int32Array => {
    const of = new Int32Array(entries + 1).fill(-1);
    for (const [place, feature] of features.entries()) of[columns.get(feature) ?? 0] = place;
    return of;
  };
  const changes = rowChanges(features.length, places(old, before.entries.length), places(fresh, now.entries.length));
  return { features, changes };
}

const featureDiffs = (features: readonly string[], changes: RowChanges): FeatureDiff[] =>
  features
    .map((feature, place): FeatureDiff => {
      const { most, ...counts } = changes.at(place);
      const largest = most && { opportunityId: most.id, before: most.before, now: most.now };
      return { feature, ...counts, ...(largest ? { most: largest } : {}) };
    })
    .filter((diff) => touched(diff) > 0)
    .sort((a, b) => touched(b) - touched(a));

const touched = ({ changed, appeared, vanished }: FeatureDiff): number => changed + appeared + vanished;
