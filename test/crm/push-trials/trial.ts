import { seededRandom } from '../../end-to-end/random.ts';
import type { PushEnd } from './pusher.ts';
import { problemsOf, writesSoFar, type Expected } from './verdict.ts';
import type { TrialNight, World } from './world.ts';

/** What came of a trial. */
export interface TrialResult {
  readonly name: string;
  /** What was done to the push, with its numbers. */
  readonly done: string;
  readonly leads: number;
  /** Calls that read or wrote leads, those of all processes that pushed this night. */
  readonly calls: number;
  /** Of the pushes that ended by themselves, the last one's. */
  readonly end: PushEnd | undefined;
  /** Empty when every lead is as it must be. */
  readonly problems: readonly string[];
}

/** What trials have in common: a world, chance, and what people wrote in earlier ones. */
export interface Trials {
  readonly world: World;
  readonly random: () => number;
  readonly kept: Map<string, number>;
  readonly results: TrialResult[];
}

export const beginTrials = (world: World, seed: number): Trials => ({
  world,
  random: seededRandom(seed),
  kept: new Map(),
  results: [],
});

/** The next night through one trial, and the verdict over it. */
export async function trial(
  { world, kept, results }: Trials,
  name: string,
  act: (night: TrialNight) => Promise<{ done: string; end: PushEnd | undefined; problems?: readonly string[] }>,
  expected: Pick<Expected, 'poison' | 'edited'> = {},
): Promise<TrialResult> {
  const night = await world.night(expected.poison);
  const before = await writesSoFar(world);
  const seen = world.proxy.seen();
  const { done, end, problems = [] } = await act(night);
  world.proxy.reset();
  const found = await problemsOf(world, { night, before, kept, ...expected });
  for (const [id, score] of expected.edited ?? []) kept.set(id, score);
  const calls = world.proxy.seen() - seen;
  const result = { name, done, leads: world.ids.length, calls, end, problems: [...problems, ...found] };
  results.push(result);
  return result;
}

/** Pushes the night to its end. Gives what is wrong where it did not come to one. */
export async function pushed(
  { world }: Trials,
  night: TrialNight,
  more: Parameters<World['push']>[1] = {},
): Promise<{ end: PushEnd | undefined; problems: string[] }> {
  const end = await (await world.push(night, more)).ended;
  return { end, problems: end?.failure ? [`the push failed: ${end.failure.message}`] : [] };
}
