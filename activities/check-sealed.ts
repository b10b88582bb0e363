import { DaybreakError } from '../domain/errors.ts';
import { changedInputs, INPUT_TEXTS, type NightInputs, type NightManifest } from '../domain/night-manifest.ts';
import { replayCommand } from '../domain/ways-on.ts';
import { manifestPath, runFolder, thinnedPath, type NightRun } from '../domain/night.ts';
import type { BlobStore } from '../stores/blob-store.ts';
import { isOlderHash, type RowsOfNight } from './hash-rows.ts';
import { olderRowHash } from './older-row-hash.ts';
import type { Ports } from './ports.ts';
import { readSnapshot } from './snapshot.ts';
import type { Beat, Verb } from './verb.ts';

const decoder = new TextDecoder();

/** The manifest of a sealed night; undefined when the night has none. */
export async function readManifest(
  blobs: BlobStore,
  night: { dictionary: string; date: string },
): Promise<NightManifest | undefined> {
  return manifestAt(blobs, manifestPath(night));
}

/** The manifest of a night whose files went (retain/thin-nights.ts), also where it was made anew since; undefined for every other. */
export const readThinned = (
  blobs: BlobStore,
  night: { dictionary: string; date: string },
): Promise<NightManifest | undefined> => manifestAt(blobs, thinnedPath(night));

const manifestAt = async (blobs: BlobStore, path: string): Promise<NightManifest | undefined> =>
  (await blobs.exists(path)) ? (JSON.parse(decoder.decode(await blobs.read(path))) as NightManifest) : undefined;

/**
 * The sealed manifest when the night was sealed with exactly these inputs; undefined when it was never sealed.
 * @throws DaybreakError NIGHT_SEALED when it was sealed with others: only a replay may replace a sealed night.
 */
export async function sealedWith(
  ports: Ports,
  night: RowsOfNight,
  inputs: NightInputs,
  beat: Beat,
): Promise<NightManifest | undefined> {
  const [dictionary, date] = [night.dictionary.name, night.date];
  const manifest = await readManifest(ports.blobs, { dictionary, date });
  if (!manifest) return undefined;
  const rows = isOlderHash(manifest.inputs.rows) ? await olderRowHash(ports, night, beat) : inputs.rows;
  // Who asks again asks for no decision: those that the sealed night took stand.
  const changed = changedInputs(manifest.inputs, { ...inputs, rows }).filter((key) => key !== 'decisions');
  if (changed.length === 0) return manifest;
  throw new DaybreakError(
    'NIGHT_SEALED',
    `the night ${dictionary} ${date} is sealed (run ${manifest.run}) and was made from different ${changed.map((key) => INPUT_TEXTS[key]).join(', ')}`,
    `leave it as it is, or make it anew with: ${anew({ dictionary, date }, changed)}`,
  );
}

const OF_FOLDER: readonly (keyof NightInputs)[] = ['dictionary', 'index', 'models'];

/** The replay that takes in what is different now. */
const anew = (night: { readonly dictionary: string; readonly date: string }, changed: readonly (keyof NightInputs)[]) =>
  replayCommand(night, {
    asKnownNow: changed.includes('rows'),
    dictionaryNow: changed.some((key) => OF_FOLDER.includes(key)),
    push: false,
  });

/** The run that counts when the night is already sealed with the inputs of `run`, which is then removed; undefined when it is to be computed. */
export const checkSealed: Verb<{ run: NightRun; rows: string }, NightRun | undefined> =
  (ports) =>
  async ({ run, rows }, beat) => {
    const { dictionary, timeZone, hashes } = await readSnapshot(ports.blobs, run);
    const manifest = await sealedWith(ports, { dictionary, date: run.date, timeZone }, { rows, ...hashes }, beat);
    if (!manifest) return undefined;
    await ports.blobs.remove(runFolder(run));
    return { ...run, run: manifest.run };
  };
