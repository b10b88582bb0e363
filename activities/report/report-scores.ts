import type { NightReport } from '../../domain/night-report.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import type { NightRun } from '../../domain/night.ts';
import { parseDate } from '../../domain/run-date.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { readManifest } from '../check-sealed.ts';
import { compareScores, type EarlierScores } from './compare-scores.ts';
import type { Ports } from '../ports.ts';
import { scoresPath } from '../run-files.ts';
import type { Beat } from '../verb.ts';

/** Sealed nights before this one that are looked through for scores of the same model. */
const NIGHTS = 30;

/** How every model of a run scored, beside the newest sealed night before that it scored. Empty for a run without scores. */
export async function reportScores(
  { blobs }: Ports,
  { models, hashes }: NightSnapshot,
  run: NightRun,
  beat: Beat,
): Promise<Required<Pick<NightReport, 'scores' | 'movers'>>> {
  const compared = [];
  for (const { name, manifest } of models) {
    if (!(await blobs.exists(scoresPath(run, name)))) continue;
    const earlier = await earlierScores(blobs, run, name, hashes.models);
    compared.push(await compareScores(blobs, run, { name, output: manifest.outputs[0] ?? 'score' }, earlier, beat));
  }
  return { scores: compared.map(({ scores }) => scores), movers: compared.flatMap(({ movers }) => movers) };
}

async function earlierScores(
  blobs: BlobStore,
  { dictionary, date }: NightRun,
  model: string,
  modelsHash: string,
): Promise<EarlierScores | undefined> {
  const dates = (await blobs.folders(dictionary)).filter((name) => parseDate(name) !== undefined && name < date);
  for (const earlier of dates.reverse().slice(0, NIGHTS)) {
    const manifest = await readManifest(blobs, { dictionary, date: earlier });
    if (!manifest) continue;
    const run = { dictionary, date: earlier, run: manifest.run };
    if (!(await blobs.exists(scoresPath(run, model)))) continue;
    return { run, sameModels: manifest.inputs.models === modelsHash };
  }
  return undefined;
}
