import type { Day } from '../../../domain/run-date.ts';
import { weekdayShare } from './dates.ts';
import type { Line } from './names.ts';
import type { Random } from './random.ts';
import type { Happening } from './rows.ts';

/** What one user does online on a day: logins without a business line, posts and refreshes in the line of what is posted. */
export function onlineDay(random: Random, user: string, line: Line, day: Day, wants: number): Happening[] {
  const share = weekdayShare(day);
  const logins = random.poisson(share * (0.07 + 0.95 * wants));
  const done: Happening[] = [];
  for (let i = 0; i < logins; i++) {
    const at = { day, second: random.whole(7 * 3600, 23 * 3600) };
    const device = random.chance(0.7) ? 'mobile' : 'desktop';
    const minutes = Math.round(10 * Math.exp(1.2 + wants + 0.6 * random.normal())) / 10;
    const online = { type: 'user', id: user, at };
    done.push({ ...online, line: '', feature: 'login', value: minutes, attrs: { device } });
    if (random.chance(0.05 + 0.25 * wants)) {
      const price = Math.round(Math.exp(6 + 0.8 * random.normal()));
      done.push({ ...online, line, feature: 'post', attrs: { price } });
    }
    // A refresh puts a post back on top of the list; it has no number of its own.
    const refreshes = random.poisson(0.1 + 0.9 * wants);
    for (let j = 0; j < refreshes; j++) {
      done.push({ ...online, at: { day, second: at.second + 20 * (j + 1) }, line, feature: 'refresh' });
    }
  }
  return done;
}
