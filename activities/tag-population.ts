import { attribute, parseAttributes } from '../domain/attributes.ts';
import { holds, parseCondition, type Condition } from '../domain/condition.ts';
import { OPPORTUNITY, dimensionsOf } from '../domain/dictionary.ts';
import type { NightRun } from '../domain/night.ts';
import type { NightSnapshot } from '../domain/night-snapshot.ts';
import { dayOfDate } from '../domain/run-date.ts';
import type { Instant } from '../domain/instant.ts';
import type { SaltRange } from '../domain/salt.ts';
import type { FeatureStore } from '../stores/feature-store.ts';
import type { Tag } from '../stores/tag-table.ts';
import { keyFault, shown } from '../sources/cell-faults.ts';
import { inBatches } from './batches.ts';
import { populationStore } from './replay/night-store.ts';
import { populationIn } from './population-list.ts';
import { readSnapshot } from './snapshot.ts';
import { tagKey } from './tag-key.ts';
import type { Verb } from './verb.ts';
import { waitingTags, type WaitingTags } from './waiting-tags.ts';

export interface TagResult {
  readonly opportunities: number;
  /** Ids of the population list that the store has never heard of, and its lines that are no ids: warned about, left out. */
  readonly unknown: number;
  readonly unknownExamples: readonly string[];
}

const IDS_A_BATCH = 512;
const EXAMPLES = 3;

/** Tags the target population (目标计算群体) of a salt range, and every id linked to it in force. */
export const tagPopulation: Verb<{ run: NightRun; range: SaltRange }, TagResult> =
  (ports) =>
  async ({ run, range }, beat) => {
    const snapshot = await readSnapshot(ports.blobs, run);
    const store = await populationStore(ports, snapshot);
    const midnight = ports.calendar(snapshot.timeZone).midnight(dayOfDate(run.date));
    const types = new Set(dimensionsOf(snapshot.dictionary));
    const { population, populationAside } = snapshot.request;
    // what was left out before the night is told once, with the first piece
    const told = range.from === 0 ? populationAside : undefined;
    const unknown = { count: told?.count ?? 0, examples: (told?.examples ?? []).slice(0, EXAMPLES) };
    const candidates =
      population === undefined ? store.opportunitiesAt(range, midnight) : populationIn(ports.blobs, population, range);

    const waiting = waitingTags(store, tagKey(run));
    let opportunities = 0;
    for await (const ids of inBatches(candidates, IDS_A_BATCH)) {
      const known = population === undefined ? ids : await onlyKnown(store, ids, unknown);
      const tags = await sceneTags(store, snapshot, known, midnight);
      waiting.opportunities(tags);
      await tagLinked(store, waiting, types, tags, midnight);
      await waiting.put();
      opportunities += tags.length;
      beat(`${opportunities} opportunities`);
    }
    await waiting.put(true);
    return { opportunities, unknown: unknown.count, unknownExamples: unknown.examples };
  };

/** Those that the store knows; the others are counted, and the first few named. */
async function onlyKnown(
  store: FeatureStore,
  ids: readonly string[],
  unknown: { count: number; readonly examples: string[] },
): Promise<string[]> {
  // A list that an older version kept may have what no key has room for; to ask for it would fail the night.
  const sound = ids.filter((id) => keyFault('the id', id) === undefined);
  const answers = await store.knownOpportunities(sound);
  const known = new Set(sound.filter((_, i) => answers[i]));
  const others = ids.filter((id) => !known.has(id));
  unknown.count += others.length;
  unknown.examples.push(...others.slice(0, EXAMPLES - unknown.examples.length).map(named));
  return ids.filter((id) => known.has(id));
}

/** An id as it is told; the beginning of one that is too long. */
const named = (id: string): string => {
  const fault = keyFault('the id', id);
  return fault === undefined ? id : `${shown(id)} (${fault})`;
};

/** The opportunities that at least one scene takes, each with the bits of its scenes. A population list replaces every scene's rule. */
async function sceneTags(
  store: FeatureStore,
  { scenes, request }: NightSnapshot,
  ids: readonly string[],
  midnight: Instant,
): Promise<Tag[]> {
  const rules = scenes.map(({ population }) =>
    request.population !== undefined || population === 'all' ? [] : population.map((text) => parsed(text)),
  );
  if (rules.every((rule) => rule.length === 0)) {
    const all = 2 ** scenes.length - 1;
    return ids.map((id) => ({ id, scenes: all }));
  }
  const attributes = await store.attributesAt(OPPORTUNITY, ids, midnight);
  const bitsOf = (text: string | undefined): number => {
    const attrs = parseAttributes(text ?? '') ?? {};
    return rules.reduce(
      (bits, rule, i) =>
        bits + (rule.every((condition) => holds(condition, attribute(attrs, condition.attr ?? ''))) ? 2 ** i : 0),
      0,
    );
  };
  return ids.map((id, i) => ({ id, scenes: bitsOf(attributes[i]) })).filter(({ scenes: bits }) => bits > 0);
}

function parsed(text: string): Condition {
  const condition = parseCondition(text);
  if (!condition) throw new TypeError(`settings were checked, yet "${text}" is no condition`);
  return condition;
}

async function tagLinked(
  store: FeatureStore,
  waiting: WaitingTags,
  types: ReadonlySet<string>,
  tags: readonly Tag[],
  midnight: Instant,
): Promise<void> {
  const links = await store.linksAt(
    tags.map(({ id }) => id),
    midnight,
  );
  for (const linked of links)
    for (const { type, id } of linked) if (type !== OPPORTUNITY && types.has(type)) waiting.linked(type, id);
}
