import type { Day } from '../../../domain/run-date.ts';
import { END_DAY, FIRST_DAY } from './dates.ts';
import { LINES, opportunityId, type Line } from './names.ts';
import type { Random } from './random.ts';

const CITIES = ['shanghai', 'hangzhou', 'suzhou', 'nanjing', 'chengdu', 'wuhan'] as const;

/** What an opportunity is like before anything happens to it. */
export interface Character {
  readonly index: number;
  readonly id: string;
  readonly line: Line;
  readonly city: (typeof CITIES)[number];
  /** Yuan a month. */
  readonly budget: number;
  readonly createdDay: Day;
  /**
   * How much the customer wants to buy on a day, 0 to 1. Nothing of the drop tells it: calls, logins and refreshes follow from it, and so
   * does signing, which is why a model can find something.
   */
  wants(day: Day): number;
}

export function characterOf(random: Random, index: number): Character {
  const line = random.pick(LINES);
  const id = opportunityId(random, line, index);
  const city = random.pick(CITIES);
  const budget = Math.round(Math.exp(9.2 + 0.7 * random.normal()) / 100) * 100;
  const lastDay = END_DAY - 2;
  const createdDay = random.whole(FIRST_DAY - 50, lastDay);
  const lasting = random.normal();
  // Interest comes in waves: a few weeks in which the customer looks around in earnest.
  const waves = Array.from({ length: random.whole(0, 2) }, () => ({
    peak: random.whole(createdDay, lastDay + 10),
    width: random.whole(6, 14),
    height: 1.2 + 1.6 * random.uniform(),
  }));
  const wants = (day: Day): number => {
    const wave = waves.reduce((sum, { peak, width, height }) => {
      const distance = (day - peak) / width;
      return sum + height * Math.exp(-0.5 * distance * distance);
    }, 0);
    return 1 / (1 + Math.exp(1.5 - 0.8 * lasting - wave));
  };
  return { index, id, line, city, budget, createdDay, wants };
}
