import { columnFeature, reasonText } from '../../domain/reason-text.ts';
import type { SnapshotModel } from '../../domain/night-snapshot.ts';
import { dayOfDate, parseDate } from '../../domain/run-date.ts';
import type { Cause, WhyMoved, WhyMovedFeature } from '../../domain/why.ts';
import type { Explainer } from '../../scoring/explainer.ts';
import { readManifest } from '../check-sealed.ts';
import type { Ports } from '../ports.ts';
import { readSnapshot } from '../snapshot.ts';
import { whyFeatureMoved } from './moved-feature.ts';
import { inputOf, runRow, scenesScoring, type RunRow } from './run-row.ts';
import { runView } from './view.ts';

/** The newest sealed night before a row's own that scored the opportunity with a model of this name. */
async function rowBefore(
  ports: Ports,
  { run }: RunRow,
  model: string,
  opportunity: string,
): Promise<RunRow | undefined> {
  const folders = await ports.blobs.folders(run.dictionary);
  for (const date of folders.filter((name) => parseDate(name) !== undefined && name < run.date).reverse()) {
    const manifest = await readManifest(ports.blobs, { dictionary: run.dictionary, date });
    if (!manifest) continue;
    const earlier = { dictionary: run.dictionary, date, run: manifest.run };
    const snapshot = await readSnapshot(ports.blobs, earlier);
    if (!snapshot.models.some(({ name }) => name === model)) continue;
    const row = await runRow(ports, earlier, snapshot, opportunity);
    if (row && scenesScoring(row, model).length > 0) return row;
  }
  return undefined;
}

/** Sums of thousands of numbers differ by less than this. */
const ROUNDING = 1e-9;

/** A model as a night had it, and what explains it. */
interface ExplainedModel {
  readonly model: SnapshotModel;
  readonly explainer: Explainer;
}

/**
 * Why a score moved since the last night that gave one; undefined where there is none. What a feature's value did is told on the model of
 * now; what another model makes of the old values stands under `model`.
 */
export async function whyMoved(
  ports: Ports,
  now: RunRow,
  { model, explainer }: ExplainedModel,
  opportunity: string,
): Promise<WhyMoved | undefined> {
  const before = await rowBefore(ports, now, model.name, opportunity);
  const old = before?.snapshot.models.find(({ name }) => name === model.name);
  if (!before || !old) return undefined;
  const [inputNow, inputBefore] = [inputOf(model, now.values), inputOf(model, before.values)];
  const [valuesNow, valuesBefore] = [
    await explainer.contributions(inputNow, 1),
    await explainer.contributions(inputBefore, 1),
  ];
  const isSame = old.blob === model.blob && JSON.stringify(old.manifest) === JSON.stringify(model.manifest);
  const oldTotal = isSame ? sum(valuesBefore) : await totalOf(ports, old, before, explainer.scale);
  const apart = Math.abs(dayOfDate(now.run.date) - dayOfDate(before.run.date));
  const viewNow = await runView(ports, now.snapshot, opportunity, apart);
  const viewBefore = await runView(ports, before.snapshot, opportunity, apart);

  const features: WhyMovedFeature[] = [];
  const byCause = new Map<string, { causes: readonly Cause[]; change: number }>();
  const count = (causes: readonly Cause[], change: number): void => {
    const key = causes.join();
    byCause.set(key, { causes, change: (byCause.get(key)?.change ?? 0) + change });
  };
  for (const [i, feature] of model.manifest.features.entries()) {
    const change = (valuesNow[i] ?? 0) - (valuesBefore[i] ?? 0);
    if (Object.is(inputNow[i], inputBefore[i])) {
      if (Math.abs(change) > ROUNDING) count(['together'], change);
      continue;
    }
    const known = [before, now].every(({ snapshot }) => isActive(snapshot.index.entries, feature));
    const found = known ? columnFeature(now.snapshot.dictionary, feature) : undefined;
    const moves = await whyFeatureMoved(found, viewBefore, viewNow);
    count(moves.causes, change);
    features.push({
      feature,
      before: before.values.get(feature),
      now: now.values.get(feature),
      change,
      said: reasonText(columnFeature(now.snapshot.dictionary, feature), feature, now.values.get(feature)),
      ...moves,
    });
  }
  if (!isSame) count(['model'], sum(valuesBefore) - oldTotal);
  return {
    since: before.run.date,
    run: before.run.run,
    change: sum(valuesNow) - oldTotal,
    byCause: [...byCause.values()].sort((a, b) => Math.abs(b.change) - Math.abs(a.change)),
    features: features.sort((a, b) => Math.abs(b.change) - Math.abs(a.change)),
    ...(await scoresOfBoth(ports, old, before, model, now)),
  };
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

const isActive = (entries: readonly { feature: string; state: string }[], feature: string): boolean =>
  entries.some((entry) => entry.feature === feature && entry.state === 'active');

/** The value of a row by its own night's model, on a scale. */
async function totalOf(ports: Ports, model: SnapshotModel, row: RunRow, scale: Explainer['scale']): Promise<number> {
  const output = model.manifest.outputs[0] ?? '';
  const explainer = await ports.scorer.explain(await ports.blobs.read(model.blob), model.manifest, output);
  try {
    const total = sum(await explainer.contributions(inputOf(model, row.values), 1));
    if (explainer.scale === scale) return total;
    return scale === 'score' ? 1 / (1 + Math.exp(-total)) : logOdds(total);
  } finally {
    await explainer.close();
  }
}

/** A score is a float32: 0, 1 and what is no probability count as the nearest one that has log-odds. */
function logOdds(score: number): number {
  const nearest = Math.min(Math.max(score, 2 ** -24), 1 - 2 ** -24);
  return Math.log(nearest / (1 - nearest));
}

async function scoresOfBoth(
  ports: Ports,
  old: SnapshotModel,
  before: RunRow,
  model: SnapshotModel,
  now: RunRow,
): Promise<Pick<WhyMoved, 'scoreBefore' | 'scoreNow'>> {
  const [[scoreBefore = Number.NaN], [scoreNow = Number.NaN]] = [
    await scoreRow(ports, old, before),
    await scoreRow(ports, model, now),
  ];
  return { scoreBefore, scoreNow };
}

/** The scores of a row by its night's model, an output each. */
export async function scoreRow(ports: Ports, { blob, manifest }: SnapshotModel, { values }: RunRow): Promise<number[]> {
  const loaded = await ports.scorer.load(await ports.blobs.read(blob), manifest);
  try {
    return (await loaded.score(inputOf({ name: '', blob, manifest }, values), 1)).map(
      (column) => column[0] ?? Number.NaN,
    );
  } finally {
    await loaded.close();
  }
}
