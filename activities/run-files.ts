import type { ManifestFile } from '../domain/night-manifest.ts';
import { nightFolder, partName, runFolder, type NightRun } from '../domain/night.ts';
import type { NightSnapshot } from '../domain/night-snapshot.ts';
import type { BlobRef } from '../stores/blob-store.ts';

/** Where the files of a run lie; the one place that builds these paths. */

/** 衍生特征: derived features of one type's tagged ids; 特征聚合: one type's features over the ids linked to each opportunity. */
export type RowKind = 'derived' | 'aggregated';

/** The rows of a part that the run computed itself. */
export const rowsPath = (run: NightRun, kind: RowKind, type: string, part: number): string =>
  `${runFolder(run)}/${kind}/${type}/${partName(part)}.rows`;
/** Where every row of the part lies (engine/row-directory.ts). */
export const directoryPath = (run: NightRun, kind: RowKind, type: string, part: number): string =>
  `${runFolder(run)}/${kind}/${type}/${partName(part)}.dir`;
export const isDirectory = (path: string): boolean => path.endsWith('.dir');
/** The step that makes them, and the key of its receipts. */
export const rowStep = (kind: RowKind, type: string): string =>
  `${kind === 'derived' ? 'compute' : 'aggregate'}/${type}`;

/** A model's file, named by its content so that no later one takes its place. */
export const modelPath = (dictionary: string, sha256: string): string => `${dictionary}/models/${sha256}.onnx`;
/** Whether a model's file has the name that its content gives it. */
export const isNamedBy = (path: string, sha256: string): boolean => path.endsWith(`/${sha256}.onnx`);

/** A scene's LibSVM part. */
export const featuresPath = (
  run: NightRun,
  scene: string,
  part: number,
  compression: NightSnapshot['compression'],
): string => `${runFolder(run)}/features/${scene}/${partName(part)}.libsvm${suffix(compression)}`;

/** A model's subset of one part. */
export const predictionPath = (
  run: NightRun,
  model: string,
  part: number,
  compression: NightSnapshot['compression'],
): string => `${runFolder(run)}/models/${model}/prediction/${partName(part)}.libsvm${suffix(compression)}`;

/** The ids of a LibSVM part, beside it. */
export const idsPath = (libsvm: string): string => libsvm.replace(/\.libsvm(\.gz|\.zst)?$/, '.ids');

/** The binary form of a LibSVM part, beside it. */
export const npzPath = (libsvm: string): string => libsvm.replace(/\.libsvm(\.gz|\.zst)?$/, '.npz');

/** The scores of one part: float32, little-endian, an output of the model after the other. */
export const scoredPath = (run: NightRun, model: string, part: number): string =>
  `${runFolder(run)}/scored/${model}/${partName(part)}.f32`;

export const scoresPath = (run: NightRun, model: string): string => `${runFolder(run)}/models/${model}/scores.csv`;

/** What the CRM is to get of one part of a scene, a line a lead (domain/lead-line.ts). Made anew for every push, so no part of what is sealed. */
export const leadsPath = (run: NightRun, scene: string, part: number): string =>
  `${leadsFolder(run, scene)}/${partName(part)}.ndjson`;
/** What the leads of a scene are made by. */
export const leadPlanPath = (run: NightRun, scene: string): string => `${leadsFolder(run, scene)}/plan.json`;
export const ranksFolder = (run: NightRun, scene: string): string => `${leadsFolder(run, scene)}/ranks`;
/** The ranks of one part; there is no such file where none of its leads has one. */
export const ranksPath = (run: NightRun, scene: string, part: number): string =>
  `${ranksFolder(run, scene)}/${partName(part)}.json`;
const leadsFolder = (run: NightRun, scene: string): string => `${runFolder(run)}/leads/${scene}`;

const suffix = (compression: NightSnapshot['compression']): string => (compression === 'none' ? '' : `.${compression}`);

/** A written file as the manifest lists it: its path relative to the night's folder. */
export const manifestFile = (run: NightRun, ref: BlobRef, rows: number): ManifestFile => ({
  path: ref.path.slice(nightFolder(run).length + 1),
  bytes: ref.bytes,
  rows,
  sha256: ref.sha256,
});
