import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { NightSnapshot, ReplayView } from '../../domain/night-snapshot.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { daysThen } from './days-then.ts';
import type { Ports } from '../ports.ts';

/** The store as a run sees it: as it is, or for a replay as it stood at the revisions of its snapshot. */
export async function nightStore(ports: Ports, snapshot: NightSnapshot): Promise<FeatureStore> {
  const { dictionary, timeZone, replay } = snapshot;
  const store = await ports.openStore(dictionary.name, timeZone);
  if (!replay) return store;
  return {
    ...asOfRevision(store, replay),
    readDays: daysThen(ports, store, snapshot, (type) => revisionOf(replay, type)),
  };
}

/** The same for the question who is in the population, which a replay of one type does not ask anew. */
export function populationStore(ports: Ports, snapshot: NightSnapshot): Promise<FeatureStore> {
  const { replay } = snapshot;
  if (!replay?.typesAsOf) return nightStore(ports, snapshot);
  const others = Object.entries(replay.typesAsOf).filter(([type]) => type !== OPPORTUNITY);
  return nightStore(ports, { ...snapshot, replay: { ...replay, typesAsOf: Object.fromEntries(others) } });
}

/** The revision as of which a replay reads what belongs to an entity type. */
const revisionOf = ({ asOf, typesAsOf }: ReplayView, type: string): number => typesAsOf?.[type] ?? asOf;

const asOfRevision = (store: FeatureStore, replay: ReplayView): FeatureStore => ({
  ...store,
  attributesAt: (type, ids, midnight) => store.attributesAt(type, ids, midnight, revisionOf(replay, type)),
  linksAt: (ids, midnight) => linksThen(store, replay, ids, midnight),
  opportunitiesAt: (range, midnight) => store.opportunitiesAt(range, midnight, replay.asOf),
  knownOpportunities: (ids) => store.knownOpportunities(ids, replay.asOf),
  // Everything that has ever changed counts as changed after this run: a later night takes none of its rows over.
  changeSequence: () => Promise.resolve(0),
});

/** Links of each type as of its own revision, in the order that linksAt gives. */
async function linksThen(
  store: FeatureStore,
  { asOf, typesAsOf = {} }: ReplayView,
  ids: readonly string[],
  midnight: number,
): ReturnType<FeatureStore['linksAt']> {
  const then = await store.linksAt(ids, midnight, asOf);
  const others = await Promise.all(
    Object.entries(typesAsOf).map(async ([type, revision]) => {
      const links = await store.linksAt(ids, midnight, revision);
      return links.map((ofOne) => ofOne.filter((link) => link.type === type));
    }),
  );
  if (others.length === 0) return then;
  return then.map((ofOne, i) =>
    [...ofOne.filter(({ type }) => !(type in typesAsOf)), ...others.flatMap((links) => links[i] ?? [])].sort(byLink),
  );
}

const byLink = (a: { type: string; id: string }, b: { type: string; id: string }): number =>
  compareText(a.type, b.type) || compareText(a.id, b.id);

/** By code point. */
const compareText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
