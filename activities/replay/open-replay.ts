import { randomUUID } from 'node:crypto';
import { dimensionsOf } from '../../domain/dictionary.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { decisionsText } from '../../domain/night-decision.ts';
import type { NightSnapshot, ReplayView } from '../../domain/night-snapshot.ts';
import type { NightRequest, NightRun, ReplayRequest } from '../../domain/night.ts';
import { isAfterSealing, refuseUnsoundReplay } from '../../domain/replay.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { addFeatures } from './add-features.ts';
import { isOfStore, putRunToken } from '../rows/base-night.ts';
import { nextRun, openNight, type OpenedNight } from '../open-night.ts';
import type { Ports } from '../ports.ts';
import { requireReplayedRun, type ReplayedRun } from './replayed-run.ts';
import { readSnapshot, snapshotPath, writeSnapshot } from '../snapshot.ts';
import type { Verb } from '../verb.ts';

/** A replay that has begun. */
export interface OpenedReplay extends OpenedNight {
  /** Whose results are taken over. */
  readonly of: NightRun;
  /** Nothing is computed: `run` is the run that counts. */
  readonly sealed: boolean;
}

/**
 * Begins a replay: a new run of a night that had begun before, with the dictionary, index, scenes, models and decisions of that run, and the
 * store as it stood when that run began, unless the request wants those of now.
 * @throws DaybreakError NIGHT_MISSING, USAGE for what cannot be replayed in that way
 */
export const openReplay: Verb<NightRequest, OpenedReplay> = (ports) => async (request, beat) => {
  const { replay } = request;
  if (!replay) throw new TypeError(`the night ${request.dictionary} ${request.date} is no replay`);
  refuseUnsoundReplay(replay, request.full);
  const replayed = await requireReplayedRun(ports, request);
  const of = replayed.run;
  if (replayed.sealed && isAfterSealing(replay))
    return { ...openedOf(replayed.snapshot, of), newFeatures: 0, of, sealed: true };
  const full = request.full === true ? { full: true } : {};
  const asked = { ...replayed.snapshot.request, ...full, kind: request.kind ?? 'replay', replay };
  const store = await ports.openStore(request.dictionary, replayed.snapshot.timeZone);
  const view = await viewOf(store, replayed, replay);
  if (replay.dictionaryNow) {
    const opened = await openNight(ports)(asked, beat);
    const snapshot = await readSnapshot(ports.blobs, opened.run);
    await writeSnapshot(ports.blobs, opened.run, { ...snapshot, base: 'full', revision: view.asOf, replay: view });
    return { ...opened, of, sealed: false };
  }
  const run: NightRun = { ...of, run: await nextRun(ports, request) };
  const added = replay.features && (await addFeatures(ports, replayed.snapshot, replay.features, run));
  const { adds, touches, ...more } = added ?? {};
  const snapshot: NightSnapshot = {
    ...replayed.snapshot,
    ...more,
    request: asked,
    run: run.run,
    base: request.full === true ? 'full' : await baseOf(ports, store, replayed.snapshot, replay),
    token: randomUUID(),
    revision: view.asOf,
    replay: adds && touches ? { ...view, adds, touches } : view,
  };
  await putRunToken(store, run, snapshot.token);
  await writeSnapshot(ports.blobs, run, withoutDecisionOn(ports, snapshot, replay.only));
  return { ...openedOf(snapshot, run), newFeatures: 0, of, sealed: false };
};

const openedOf = (
  { dictionary, scenes, models, idsAShard }: NightSnapshot,
  run: NightRun,
): Omit<OpenedNight, 'newFeatures'> => ({
  run,
  types: dimensionsOf(dictionary),
  scenes: scenes.map(({ name, models: names }) => ({ name, models: names })),
  models: models.map(({ name }) => name),
  ...(idsAShard !== undefined && { idsAShard }),
});

/** What the replay sees of the store. */
async function viewOf(store: FeatureStore, { run, snapshot }: ReplayedRun, replay: ReplayRequest): Promise<ReplayView> {
  const { only, asKnownNow } = replay;
  const of = run.run;
  if (asKnownNow && only === undefined) return { of, asOf: await store.revision() };
  const { revision } = snapshot;
  if (revision === undefined || revision < (await store.knownSince())) {
    throw new DaybreakError(
      'USAGE',
      `run ${of} of ${run.dictionary} ${run.date} was made by an older Daybreak, which did not keep what was known then`,
      'replay it with --as-known-now',
    );
  }
  const earlier = snapshot.replay?.typesAsOf;
  const typesAsOf = asKnownNow && only !== undefined ? { ...earlier, [only]: await store.revision() } : earlier;
  return { of, asOf: revision, ...(typesAsOf ? { typesAsOf } : {}) };
}

/** Rows of the same earlier night may be taken over where the replay sees what the replayed run saw; else of none. */
async function baseOf(
  { blobs }: Ports,
  store: FeatureStore,
  { base }: NightSnapshot,
  { asKnownNow }: ReplayRequest,
): Promise<NightSnapshot['base']> {
  if (asKnownNow) return 'full';
  if (typeof base === 'string') return base;
  return (await blobs.exists(snapshotPath(base))) && (await isOfStore(blobs, store, base)) ? base : 'noNight';
}

/** A type that is computed after all is no longer left out. */
function withoutDecisionOn({ sha256 }: Ports, snapshot: NightSnapshot, only: string | undefined): NightSnapshot {
  const { decisions = [], hashes, ...rest } = snapshot;
  const left = decisions.filter(({ dimension }) => dimension !== only);
  if (left.length === decisions.length) return snapshot;
  const { dictionary, index, models, request } = hashes;
  const others = { dictionary, index, models, request };
  if (left.length === 0) return { ...rest, hashes: others };
  return { ...rest, decisions: left, hashes: { ...others, decisions: sha256(decisionsText(left)) } };
}
