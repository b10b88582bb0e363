import { forecast } from '../../domain/budget.ts';
import { dimensionsOf, OPPORTUNITY } from '../../domain/dictionary.ts';
import type { IndexChange } from '../../domain/feature-index.ts';
import type { NightInputs, NightManifest } from '../../domain/night-manifest.ts';
import type {
  DictionaryOutlook,
  LastNight,
  NightOutlook,
  RowsOutlook,
  SourceOutlook,
  TimeOutlook,
} from '../../domain/night-outlook.ts';
import type { NightRequest } from '../../domain/night.ts';
import type { SnapshotModel } from '../../domain/night-snapshot.ts';
import { dayOfDate, parseDate } from '../../domain/run-date.ts';
import { partitionOf } from '../load/await-partition.ts';
import { redelivered } from '../load/redelivered.ts';
import { baseNight } from '../rows/base-night.ts';
import { readManifest } from '../check-sealed.ts';
import { currentInputs, type CurrentInputs } from '../night-inputs.ts';
import { rowsAhead } from './rows.ts';
import { staleEntities } from './stale.ts';
import { planNight, type NightPlan } from '../plan-night.ts';
import type { Ports } from '../ports.ts';
import { readSnapshot } from '../snapshot.ts';

/**
 * What a night would find and do if it began now. It reads the ledger, the stale marks and where the rows of the base night lie; no row is
 * read, and nothing is written. @throws DaybreakError for a dictionary folder with faults, as the night itself would
 */
export async function outlookOfNight(ports: Ports, request: NightRequest): Promise<NightOutlook> {
  const inputs = await currentInputs(ports, request);
  const { dictionary, settings } = inputs.folder;
  const plan = await planNight(ports)(request, () => undefined);
  const store = await ports.openStore(request.dictionary, settings.time_zone);
  const [types, day] = [dimensionsOf(dictionary), dayOfDate(request.date)];
  const stale = await staleEntities(store, types, day);
  const base = await baseNight(ports, store, request, settings.time_zone);
  const rows: RowsOutlook[] = [];
  if (typeof base !== 'string') {
    const before = (await readSnapshot(ports.blobs, base)).dictionary;
    const ahead = { base, day, dictionary, before, stale: stale.ids };
    for (const type of types) rows.push(await rowsAhead(ports, store, ahead, 'derived', type));
    for (const type of types.filter((other) => other !== OPPORTUNITY))
      rows.push(await rowsAhead(ports, store, ahead, 'aggregated', type));
  }
  const last = await lastManifest(ports, request);
  const again = await redelivered(ports, store, settings);
  const own = await readManifest(ports.blobs, request);
  return {
    dictionary: request.dictionary,
    date: request.date,
    ...(own ? { sealed: { run: own.run, changed: changedSince(own, inputs) } } : {}),
    sources: await Promise.all(plan.sources.map((source) => sourceOutlook(ports, request, source))),
    ...(again.length > 0 ? { redelivered: again } : {}),
    stale: stale.outlook,
    base,
    rows,
    ...(last ? { last: lastNight(last) } : {}),
    time: timeOutlook(ports, request, settings.time_zone, plan),
    dictionaryChange: await dictionaryOutlook(ports, inputs, last),
  };
}

async function lastManifest({ blobs }: Ports, { dictionary, date }: NightRequest): Promise<NightManifest | undefined> {
  const dates = (await blobs.folders(dictionary)).filter((name) => parseDate(name) !== undefined && name < date);
  for (const earlier of dates.reverse()) {
    const manifest = await readManifest(blobs, { dictionary, date: earlier });
    if (manifest) return manifest;
  }
  return undefined;
}

const lastNight = ({ date, run, scenes, files }: NightManifest): LastNight => ({
  date,
  run,
  files: files.length,
  opportunities: Math.max(0, ...scenes.map(({ opportunities }) => opportunities)),
  bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
});

const changedSince = ({ inputs }: NightManifest, { hashes }: CurrentInputs): (keyof NightInputs)[] =>
  (['dictionary', 'index', 'models', 'request'] as const).filter((key) => inputs[key] !== hashes[key]);

async function sourceOutlook(
  ports: Ports,
  { dictionary, date }: NightRequest,
  { name, drop }: NightPlan['sources'][number],
): Promise<SourceOutlook> {
  if (drop === undefined) return { name, state: 'signal' };
  const partition = partitionOf({ dictionary, date, source: name, drop });
  return { name, partition, state: (await ports.partitionReady(partition)) ? 'ready' : 'missing' };
}

function timeOutlook(
  ports: Ports,
  { date }: NightRequest,
  timeZone: string,
  { budgets, deadlineMs }: NightPlan,
): TimeOutlook {
  const startMs = Math.max(ports.now(), ports.calendar(timeZone).midnight(dayOfDate(date))) / 1000;
  const ahead = forecast({ nowMs: startMs, spans: [], budgets, deadlineMs });
  return {
    timeZone,
    budgets,
    ...(ahead ? { expectedSeconds: (ahead.expectedEndMs - startMs) / 1000 } : {}),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(ahead?.headroomMs === undefined ? {} : { headroomSeconds: ahead.headroomMs / 1000 }),
  };
}

async function dictionaryOutlook(
  ports: Ports,
  { change, models }: CurrentInputs,
  last: NightManifest | undefined,
): Promise<DictionaryOutlook> {
  const before = last ? (await readSnapshot(ports.blobs, { ...last })).models : models;
  const same = (a: SnapshotModel, b: SnapshotModel): boolean => JSON.stringify(a) === JSON.stringify(b);
  const find = (all: readonly SnapshotModel[], name: string) => all.find((model) => model.name === name);
  return {
    ...columnsOf(change),
    newModels: models.filter(({ name }) => !find(before, name)).map(({ name }) => name),
    changedModels: models.filter((model) => !same(model, find(before, model.name) ?? model)).map(({ name }) => name),
    goneModels: before.filter(({ name }) => !find(models, name)).map(({ name }) => name),
  };
}

function columnsOf({
  index,
  added,
  retired,
  revived,
}: IndexChange): Pick<DictionaryOutlook, 'added' | 'retired' | 'revived'> {
  const columns = new Map(index.entries.map(({ feature, column }) => [feature, column]));
  const withColumn = (features: readonly string[]) =>
    features.map((feature) => ({ feature, column: columns.get(feature) ?? 0 }));
  return { added: withColumn(added), retired: withColumn(retired), revived: withColumn(revived) };
}
