import { alikeWhenAbsent, columnFeature, reasonText } from '../../domain/reason-text.ts';
import { DaybreakError } from '../../domain/errors.ts';
import type { RunDate } from '../../domain/run-date.ts';
import { reasonsOf, type ScoreReason } from '../../domain/score-reason.ts';
import type { Why, WhyModel, WhyReason } from '../../domain/why.ts';
import type { Ports } from '../ports.ts';
import { sealedRun } from '../sealed-run.ts';
import { readSnapshot } from '../snapshot.ts';
import { scoreRow, whyMoved } from './moved.ts';
import { inputOf, runRow, scenesScoring, type RunRow } from './run-row.ts';
import { daysBehind, runView, type RunView } from './view.ts';

interface WhyQuery {
  readonly dictionary: string;
  readonly date: RunDate;
  readonly opportunity: string;
  /** Undefined for every model of the opportunity's scenes. */
  readonly model: string | undefined;
}

/**
 * Why an opportunity has its scores in a sealed night, down to the events, and why they moved since the night before. Rows are read as they
 * stood when each night was made. @throws DaybreakError NIGHT_MISSING, DICTIONARY_MISSING, USAGE for an id or a model that the night does not have
 */
export async function why(ports: Ports, query: WhyQuery): Promise<Why> {
  const { dictionary, date, opportunity } = query;
  const run = await sealedRun(ports, query);
  const snapshot = await readSnapshot(ports.blobs, run);
  const row = await runRow(ports, run, snapshot, opportunity);
  if (!row) {
    throw new DaybreakError(
      'USAGE',
      `the night ${dictionary} ${date} has no opportunity "${opportunity}"`,
      `take an id that it scored: npx daybreak leads ${dictionary} --date ${date}`,
    );
  }
  const models = modelsOf(row, query);
  const view = await runView(ports, snapshot, opportunity, 0);
  const explained: WhyModel[] = [];
  for (const name of models) explained.push(await whyModel(ports, row, name, opportunity, view));
  return { dictionary, date, run: run.run, opportunity, models: explained };
}

/** The asked model, or all of the row's scenes, ascending. */
function modelsOf({ scenes, snapshot }: RunRow, { dictionary, date, opportunity, model }: WhyQuery): string[] {
  const all = snapshot.scenes.filter(({ name }) => scenes.includes(name)).flatMap(({ models }) => models);
  const models = [...new Set(all)].sort();
  const chosen = models.filter((name) => model === undefined || name === model);
  if (chosen.length > 0) return chosen;
  throw new DaybreakError(
    'USAGE',
    `the night ${dictionary} ${date} did not score "${opportunity}" with ${model === undefined ? 'any model' : `the model "${model}"`}`,
    models.length > 0 ? `ask for one of ${models.join(', ')}` : 'give a scene of the settings a model',
  );
}

async function whyModel(
  ports: Ports,
  row: RunRow,
  name: string,
  opportunity: string,
  view: RunView,
): Promise<WhyModel> {
  const model = row.snapshot.models.find((one) => one.name === name);
  if (!model) throw new TypeError(`run ${row.run.run} has no model "${name}"`);
  const { manifest, blob } = model;
  const output = manifest.outputs[0] ?? '';
  const explainer = await ports.scorer.explain(await ports.blobs.read(blob), manifest, output);
  try {
    const input = inputOf(model, row.values);
    const contributions = await explainer.contributions(input, 1);
    const known = manifest.features.map((feature) => row.values.get(feature) ?? Number.NaN);
    const alike = alikeWhenAbsent(row.snapshot.dictionary, manifest.features);
    const reasons = reasonsOf(manifest.features, known, contributions, alike);
    const scores = await scoreRow(ports, model, row);
    const said = async (side: readonly ScoreReason[]): Promise<WhyReason[]> => {
      const told: WhyReason[] = [];
      for (const reason of side) told.push(await whyReason(row, view, reason));
      return told;
    };
    return {
      model: name,
      version: manifest.version,
      scenes: scenesScoring(row, name),
      scores: Object.fromEntries(manifest.outputs.map((one, i) => [one, scores[i] ?? Number.NaN])),
      output,
      method: explainer.method,
      scale: explainer.scale,
      start: contributions.at(-1) ?? 0,
      for: await said(reasons.for),
      against: await said(reasons.against),
      moved: await whyMoved(ports, row, { model, explainer }, opportunity),
    };
  } finally {
    await explainer.close();
  }
}

async function whyReason({ snapshot }: RunRow, view: RunView, reason: ScoreReason): Promise<WhyReason> {
  const found = columnFeature(snapshot.dictionary, reason.feature);
  const said = reasonText(found, reason.feature, reason.value);
  if (found?.kind === 'derived') return { ...reason, said, days: await daysBehind(view, found) };
  const attributes = await view.attributes();
  return { ...reason, said, days: [], ...(attributes === undefined ? {} : { attributes }) };
}
