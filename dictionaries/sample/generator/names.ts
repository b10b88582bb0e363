import type { Random } from './random.ts';

const COLOURS = ['amber', 'jade', 'silver', 'scarlet', 'golden', 'azure', 'ivory', 'cedar'] as const;
const THINGS = [
  'lantern',
  'bridge',
  'harbour',
  'crane',
  'garden',
  'lotus',
  'river',
  'pagoda',
  'summit',
  'willow',
] as const;
const SURNAMES = ['lin', 'chen', 'wang', 'zhao', 'liu', 'huang', 'xu', 'sun'] as const;
const GIVEN = ['mei', 'hao', 'yun', 'jie', 'lan'] as const;

export const LINES = ['01', '02', '03'] as const;
export type Line = (typeof LINES)[number];

/** What a customer does, by the business line that it could buy from. */
const TRADES = {
  '01': ['logistics', 'electronics', 'textiles', 'catering', 'packaging'],
  '02': ['homes', 'estates', 'lettings', 'offices'],
  '03': ['bakery', 'clinic', 'movers', 'studio', 'garage', 'teahouse'],
} as const satisfies Record<Line, readonly [string, ...string[]]>;

/** `jade-lantern-bakery-0417`: reads like a name, and the number makes it the only one. */
export const opportunityId = (random: Random, line: Line, index: number): string =>
  `${random.pick(COLOURS)}-${random.pick(THINGS)}-${random.pick<string>(TRADES[line])}-${numberText(index)}`;

/** `user-0417b`: the second user that came with the 417th opportunity. */
export const ownedId = (type: string, owner: number, place: number): string =>
  `${type}-${numberText(owner)}${String.fromCharCode(97 + place)}`;

/** `chen-yun`; from the 41st on with a number. */
export function salespersonId(place: number): string {
  const people = SURNAMES.length * GIVEN.length;
  const name = `${String(SURNAMES[place % SURNAMES.length])}-${String(GIVEN[Math.floor(place / SURNAMES.length) % GIVEN.length])}`;
  return place < people ? name : `${name}-${Math.floor(place / people) + 1}`;
}

/** Enough people for the opportunities: 40, or one for each 40. */
export const salespeopleFor = (opportunities: number): number => Math.max(40, Math.ceil(opportunities / 40));

export const numberText = (index: number): string => String(index + 1).padStart(4, '0');
