import type { ModelMeasure, SceneCounts, SceneMeasures } from '../../domain/gate-measures.ts';
import type { NightRun } from '../../domain/night.ts';
import type { NightSnapshot, SnapshotModel } from '../../domain/night-snapshot.ts';
import type { Parts } from '../../domain/parts.ts';
import { bucketOf, mergedSketch, SCORE_BITS, sketchOf, type ValueSketch } from '../../domain/value-sketch.ts';
import { featureDefinitions, modelDefinition, populationText } from './definitions.ts';
import { readMeasures, readPiece, writeMeasures } from './measure-files.ts';
import type { Ports } from '../ports.ts';
import { featuresPath, idsPath } from '../run-files.ts';
import { sceneScores } from '../score/scene-scores.ts';
import { readSnapshot } from '../snapshot.ts';
import type { Beat, Verb } from '../verb.ts';

export interface MeasureTask {
  readonly run: NightRun;
  /** Those that measureParts was given; together all parts. */
  readonly pieces: readonly Parts[];
  /** Parts of the opportunities. */
  readonly parts: number;
}

/** Writes `measures.json` of a run, unless it is there: the pieces added, and the scores of every scene. */
export const measureNight: Verb<MeasureTask, undefined> =
  (ports) =>
  async ({ run, pieces, parts }, beat) => {
    if (await readMeasures(ports.blobs, run)) return undefined;
    const snapshot = await readSnapshot(ports.blobs, run);
    const counts: (readonly SceneCounts[])[] = [];
    for (const piece of pieces) {
      counts.push(await readPiece(ports.blobs, run, piece));
      beat(`${counts.length} of ${pieces.length} pieces`);
    }
    const scenes: SceneMeasures[] = [];
    for (const [i, { name, models }] of snapshot.scenes.entries()) {
      const of = counts.flatMap((piece) => piece[i] ?? []);
      const paths = Array.from({ length: parts }, (_, part) =>
        idsPath(featuresPath(run, name, part, snapshot.compression)),
      );
      const measured: Record<string, ModelMeasure> = {};
      for (const model of snapshot.models.filter((candidate) => models.includes(candidate.name)))
        measured[model.name] = await modelMeasure(ports, run, snapshot, model, paths, beat);
      scenes.push({
        scene: name,
        rows: of.reduce((sum, { rows }) => sum + rows, 0),
        features: added(of),
        population: populationText(snapshot, name),
        definitions: featureDefinitions(snapshot),
        models: measured,
      });
    }
    await writeMeasures(ports.blobs, run, { scenes });
    return undefined;
  };

function added(counts: readonly SceneCounts[]): Record<string, ValueSketch> {
  const sketches = new Map<string, ValueSketch[]>();
  for (const { features } of counts) {
    for (const [feature, sketch] of Object.entries(features)) {
      const known = sketches.get(feature);
      if (known) known.push(sketch);
      else sketches.set(feature, [sketch]);
    }
  }
  return Object.fromEntries(Array.from(sketches, ([feature, of]) => [feature, mergedSketch(of)]));
}

const LEADS_A_BEAT = 10_000;

async function modelMeasure(
  { blobs, sha256 }: Ports,
  run: NightRun,
  snapshot: NightSnapshot,
  model: SnapshotModel,
  idsPaths: readonly string[],
  beat: Beat,
): Promise<ModelMeasure> {
  const { outputs, features } = model.manifest;
  const counts = outputs.map(() => new Map<number, number>());
  let leads = 0;
  for await (const { scores } of sceneScores(blobs, run, model.name, idsPaths)) {
    for (const [i, of] of counts.entries()) {
      const score = scores[i] ?? Number.NaN;
      if (!Number.isFinite(score)) continue;
      const bucket = bucketOf(score, SCORE_BITS);
      of.set(bucket, (of.get(bucket) ?? 0) + 1);
    }
    leads += 1;
    if (leads % LEADS_A_BEAT === 0) beat(`${model.name}: ${leads} scores`);
  }
  const empty = new Map<number, number>();
  return {
    definition: sha256(modelDefinition(snapshot, model)),
    features,
    outputs: Object.fromEntries(outputs.map((output, i) => [output, sketchOf(counts[i] ?? empty)])),
  };
}
