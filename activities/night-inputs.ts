import { DaybreakError } from '../domain/errors.ts';
import { definedFeatures } from '../domain/definition.ts';
import { growIndex, type FeatureIndex, type IndexChange } from '../domain/feature-index.ts';
import type { InputHashes, SnapshotModel, SnapshotScene } from '../domain/night-snapshot.ts';
import type { NightRequest } from '../domain/night.ts';
import type { Settings } from '../domain/settings.ts';
import type { DictionaryFolder } from '../stores/dictionary-store.ts';
import type { Ports } from './ports.ts';
import { modelPath } from './run-files.ts';

/** What a night would use if it began now: the dictionary folder as it is, the index as it would be, and the hash of each. */
export interface CurrentInputs {
  readonly folder: DictionaryFolder;
  readonly change: IndexChange;
  readonly scenes: readonly SnapshotScene[];
  readonly models: readonly SnapshotModel[];
  readonly hashes: InputHashes;
}

/** Reads the dictionary folder; writes nothing. @throws DaybreakError for a folder with faults, an unknown scene, a population list that is gone. */
export async function currentInputs(ports: Ports, request: NightRequest): Promise<CurrentInputs> {
  const folder = await ports.dictionaries.read(request.dictionary);
  const change = growIndex(folder.index, definedFeatures(folder.dictionary, ports.sha256));
  const scenes = scenesOf(folder, request);
  const models = await modelsOf(ports, folder, scenes, request);
  if (request.population !== undefined && !(await ports.blobs.exists(request.population))) {
    throw new DaybreakError(
      'POPULATION_UNREADABLE',
      `the population list ${request.population} is gone`,
      'ask for the night again with --population FILE',
    );
  }
  const hashes = {
    ...dictionaryHashes(ports, folder.settings.time_zone, folder.hash, change.index),
    models: ports.sha256(JSON.stringify(models)),
    request: ports.sha256(JSON.stringify([scenes, request.population ?? null, ...filesOf(folder.settings)])),
  };
  return { folder, change, scenes, models, hashes };
}

/** The hashes of a dictionary and its index. @param hash of the rows' meaning, as DictionaryFolder has it */
export const dictionaryHashes = (
  { sha256 }: Pick<Ports, 'sha256'>,
  timeZone: string,
  hash: string,
  { entries }: FeatureIndex,
): Pick<InputHashes, 'dictionary' | 'index'> => ({
  dictionary: sha256(`${timeZone}\n${hash}`),
  index: sha256(entries.map((entry) => `${entry.column},${entry.feature},${entry.hash}\n`).join('')),
});

/** What the settings say of files; the binary form only where it is asked for, so that nights from before it keep their hash. */
const filesOf = ({ files: { compression, binary } }: Settings): string[] =>
  binary ? [compression, 'binary'] : [compression];

function scenesOf(folder: DictionaryFolder, request: NightRequest): SnapshotScene[] {
  const all = Object.entries(folder.settings.scenes);
  const chosen = all.filter(([name]) => request.scene === undefined || name === request.scene);
  if (chosen.length === 0) {
    const names = all.map(([name]) => name).join(', ');
    throw new DaybreakError(
      'USAGE',
      `${request.dictionary} has no scene "${String(request.scene)}"`,
      `choose one of: ${names}`,
    );
  }
  const models = folder.models.map(({ name }) => name);
  return chosen.map(([name, scene]) => ({
    name,
    line: scene.line,
    population: scene.population,
    models: scene.models === 'all' ? models : scene.models,
  }));
}

/** The models of the chosen scenes, their files named by content so that a later change of the folder touches no earlier night. */
async function modelsOf(
  ports: Ports,
  folder: DictionaryFolder,
  scenes: readonly SnapshotScene[],
  { dictionary }: NightRequest,
): Promise<SnapshotModel[]> {
  const used = new Set(scenes.flatMap((scene) => scene.models));
  const models = folder.models.filter(({ name }) => used.has(name));
  return Promise.all(
    models.map(async (model) => {
      const { name, manifest } = model;
      const hash = ports.sha256(await ports.dictionaries.readModel(model));
      return { name, manifest, blob: modelPath(dictionary, hash) };
    }),
  );
}
