import { dimensionsOf } from '../domain/dictionary.ts';
import { IDS_A_SHARD } from '../domain/salt.ts';
import { DaybreakError } from '../domain/errors.ts';
import type { SnapshotModel } from '../domain/night-snapshot.ts';
import { nightFolder, type NightRequest, type NightRun } from '../domain/night.ts';
import { randomUUID } from 'node:crypto';
import { baseNight, putRunToken } from './rows/base-night.ts';
import { currentIndex, lockColumns, refuseShorterIndex } from './index-guard.ts';
import { refuseUnfinishedLoads } from './load/record.ts';
import { modelFaults } from './model-faults.ts';
import type { Model } from '../stores/dictionary-store.ts';
import { currentInputs } from './night-inputs.ts';
import { isNamedBy } from './run-files.ts';
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
  /** As its snapshot says. */
  readonly idsAShard?: number;
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
  for (const model of models) await keepModel(ports, model, used);
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
    idsAShard: IDS_A_SHARD,
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
    idsAShard: IDS_A_SHARD,
    newFeatures: change.added.length,
  };
};

/** Keeps a model's file under its name, which says its content. @throws DaybreakError STATE_BUSY where the file is no longer the one that was named */
async function keepModel(ports: Ports, { name, blob }: SnapshotModel, used: readonly Model[]): Promise<void> {
  const model = used.find((candidate) => candidate.name === name);
  if (!model || (await ports.blobs.exists(blob))) return;
  const content = await ports.dictionaries.readModel(model);
  if (!isNamedBy(blob, ports.sha256(content))) {
    const next = 'run the night again when nobody changes it: it takes the new file then';
    throw new DaybreakError('STATE_BUSY', `the file of the model ${name} changed while the night began`, next);
  }
  await ports.blobs.write(blob, content);
}

/** The number of the night's next run; the first is 1. */
export async function nextRun({ blobs }: Ports, request: NightRequest): Promise<number> {
  const runs = await blobs.folders(`${nightFolder(request)}/runs`);
  return Math.max(0, ...runs.filter((name) => /^[1-9]\d*$/.test(name)).map(Number)) + 1;
}
