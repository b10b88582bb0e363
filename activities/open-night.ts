import { dimensionsOf } from '../domain/dictionary.ts';
import { nightFolder, type NightRequest, type NightRun } from '../domain/night.ts';
import { randomUUID } from 'node:crypto';
import { baseNight, putRunToken } from './rows/base-night.ts';
import { currentIndex, lockColumns, refuseShorterIndex } from './index-guard.ts';
import { refuseUnfinishedLoads } from './load/record.ts';
import { modelFaults } from './model-faults.ts';
import { currentInputs } from './night-inputs.ts';
import { snapshotPath, writeSnapshot } from './snapshot.ts';
import type { Ports } from './ports.ts';
import type { Verb } from './verb.ts';

/** A run that has begun: what the workflow needs to know to plan it. */
export interface OpenedNight {
  readonly run: NightRun;
  /** Entity types with rows in the dictionary, opportunities first. */
  readonly types: readonly string[];
  readonly scenes: readonly { readonly name: string; readonly models: readonly string[] }[];
  readonly models: readonly string[];
  readonly newFeatures: number;
}

/** Begins a run: gives new features their columns, takes the snapshot that every later step reads, keeps the models' files. */
export const openNight: Verb<NightRequest, OpenedNight> = (ports) => async (request) => {
  const { folder, change, scenes, models, hashes } = await currentInputs(ports, request);
  const used = folder.models.filter(({ name }) => models.some((model) => model.name === name));
  const [unusable] = await modelFaults(ports, request.dictionary, used);
  if (unusable) throw unusable;
  const store = await ports.openStore(request.dictionary, folder.settings.time_zone);
  await refuseUnfinishedLoads(store, request.dictionary);
  const revision = await store.revision();
  await refuseShorterIndex(store, folder.index, ports.sha256, () => currentIndex(ports, request.dictionary));
  if (change.added.length + change.retired.length + change.revived.length > 0) {
    await ports.dictionaries.writeIndex(request.dictionary, change.index);
  }
  for (const { name, blob } of models) {
    const model = used.find((candidate) => candidate.name === name);
    if (model && !(await ports.blobs.exists(blob)))
      await ports.blobs.write(blob, await ports.dictionaries.readModel(model));
  }
  const run: NightRun = { dictionary: request.dictionary, date: request.date, run: await nextRun(ports, request) };
  const { dictionary, settings } = folder;
  const { compression, binary } = settings.files;
  const snapshot = {
    request,
    run: run.run,
    dictionary,
    index: change.index,
    timeZone: settings.time_zone,
    compression,
    binary,
    scenes,
    models,
    hashes,
    base: await baseNight(ports, store, request, settings.time_zone),
    token: randomUUID(),
    revision,
    codeVersion: ports.codeVersion,
  };
  await putRunToken(store, run, snapshot.token);
  await writeSnapshot(ports.blobs, run, snapshot);
  await lockColumns(store, change.index, ports.blobs.locate(snapshotPath(run)), ports.sha256);
  return {
    run,
    types: dimensionsOf(dictionary),
    scenes: scenes.map(({ name, models: names }) => ({ name, models: names })),
    models: models.map(({ name }) => name),
    newFeatures: change.added.length,
  };
};

/** The number of the night's next run; the first is 1. */
export async function nextRun({ blobs }: Ports, request: NightRequest): Promise<number> {
  const runs = await blobs.folders(`${nightFolder(request)}/runs`);
  return Math.max(0, ...runs.map(Number)) + 1;
}
