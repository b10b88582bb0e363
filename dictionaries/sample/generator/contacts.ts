import { characterOf, type Character } from './character.ts';
import { END_DAY, type Moment } from './dates.ts';
import { ownedId } from './names.ts';
import { randomOf, type Random } from './random.ts';

/** A user or a phone of an opportunity, and since when. */
export interface Contact {
  readonly type: 'user' | 'phone';
  readonly id: string;
  readonly since: Moment;
  /** Another opportunity brought it along: here it is only linked. */
  readonly shared: boolean;
  readonly attrs: Readonly<Record<string, string>>;
}

const TIERS = ['free', 'free', 'free', 'basic', 'gold'] as const;

/** One to four users and one to three phones, the first of each from the start; sometimes one that an earlier opportunity has as well. */
export function contactsOf(seed: number, random: Random, character: Character, created: Moment): Contact[] {
  const sinceOf = (place: number): Moment =>
    place === 0 ? created : { day: created.day + random.whole(1, 40), second: random.whole(9 * 3600, 19 * 3600) };
  const own = (type: Contact['type'], most: number, mean: number): Contact[] =>
    Array.from({ length: Math.min(most, 1 + random.poisson(mean)) }, (_, place) => ({
      type,
      id: ownedId(type, character.index, place),
      since: sinceOf(place),
      shared: false,
      attrs: type === 'user' ? { tier: random.pick(TIERS) } : { kind: random.chance(0.85) ? 'mobile' : 'landline' },
    }));
  const all = [...own('user', 4, 0.8), ...own('phone', 3, 0.5), ...borrowed(seed, random, character.index, created)];
  return all.filter(({ since }) => since.day < END_DAY);
}

function borrowed(seed: number, random: Random, index: number, created: Moment): Contact[] {
  if (index === 0 || !random.chance(0.12)) return [];
  const owner = index - random.whole(1, Math.min(index, 5));
  const types = random.chance(0.3) ? (['user', 'phone'] as const) : (['user'] as const);
  // Nobody is linked before there is somebody: the owner's first user and phone begin on its first day.
  const { createdDay } = characterOf(randomOf(seed, owner), owner);
  const since = { day: Math.max(created.day, createdDay + 1), second: created.second };
  return types.map((type) => ({ type, id: ownedId(type, owner, 0), since, shared: true, attrs: {} }));
}
