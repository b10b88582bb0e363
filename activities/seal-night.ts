import { DaybreakError } from '../domain/errors.ts';
import type { LateCost } from '../domain/night-decision.ts';
import type { ManifestFile, ManifestScene, NightManifest } from '../domain/night-manifest.ts';
import { manifestPath, type NightRun } from '../domain/night.ts';
import type { NightSnapshot } from '../domain/night-snapshot.ts';
import { lateCostsOf } from './decide-late.ts';
import { hashSeenRows } from './hash-rows.ts';
import type { Ports } from './ports.ts';
import { receipts } from './receipt.ts';
import { idsPath, featuresPath } from './run-files.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { tagKey } from './tag-key.ts';
import type { Verb } from './verb.ts';

export interface SealTask {
  readonly run: NightRun;
  /** Hash of the accepted rows at the beginning of the run. */
  readonly rows: string;
  /** Shards of the opportunities. */
  readonly parts: number;
}

export interface Sealed {
  readonly files: number;
  readonly bytes: number;
  readonly scenes: readonly ManifestScene[];
  /** What was decided under the deadline; empty where nothing was. */
  readonly lateCosts: readonly LateCost[];
}

/**
 * Makes the run the one that counts: writes the night's manifest in one step, then drops the run's tags.
 * @throws DaybreakError INPUT_CHANGED when rows that the night can see came in while it ran: its parts may not agree with one another.
 */
export const sealNight: Verb<SealTask, Sealed> =
  (ports) =>
  async ({ run, rows, parts }, beat) => {
    const snapshot = await readSnapshot(ports.blobs, run);
    const { dictionary, timeZone } = snapshot;
    const store = await ports.openStore(run.dictionary, timeZone);
    const revision = await store.revision();
    // What a replay sees does not change.
    const now = snapshot.replay ? rows : await hashSeenRows(ports, { dictionary, date: run.date, timeZone }, beat);
    if (now !== rows) {
      throw new DaybreakError(
        'INPUT_CHANGED',
        `rows before ${run.date} were loaded while run ${run.run} was computing`,
        'run the night again; it takes the new rows in',
      );
    }
    // Rows may have come in before the first of them was hashed: a replay is to see them too.
    if (!snapshot.replay && snapshot.revision !== revision)
      await writeSnapshot(ports.blobs, run, { ...snapshot, revision });
    const files: ManifestFile[] = [];
    for await (const receipt of receipts(ports.blobs, run)) files.push(...receipt.files);
    files.sort((a, b) => (a.path < b.path ? -1 : 1));
    const scenes = await Promise.all(snapshot.scenes.map((scene) => manifestScene(ports, run, snapshot, scene, parts)));
    const manifest: NightManifest = {
      dictionary: run.dictionary,
      date: run.date,
      run: run.run,
      time_zone: snapshot.timeZone,
      inputs: { rows, ...snapshot.hashes },
      parameters: { scene: snapshot.request.scene, population: snapshot.request.population },
      index_base: 1,
      columns: snapshot.index.entries.length,
      scenes,
      ...(snapshot.decisions ? { decisions: snapshot.decisions } : {}),
      code_version: ports.codeVersion,
      files,
    };
    await ports.blobs.write(manifestPath(run), new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 1)}\n`));
    await store.dropTags(tagKey(run));
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { files: files.length, bytes, scenes, lateCosts: lateCostsOf(snapshot) };
  };

async function manifestScene(
  { blobs, hasher }: Ports,
  run: NightRun,
  snapshot: NightSnapshot,
  { name, models }: NightSnapshot['scenes'][number],
  parts: number,
): Promise<ManifestScene> {
  const hash = hasher();
  let opportunities = 0;
  for (let part = 0; part < parts; part++) {
    const ids = await blobs.read(idsPath(featuresPath(run, name, part, snapshot.compression)));
    hash.update(ids);
    for (const byte of ids) if (byte === NEWLINE) opportunities += 1;
  }
  return { name, opportunities, population: hash.digest(), models };
}

const NEWLINE = 10;
