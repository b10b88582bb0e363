import type { Day } from '../../../domain/run-date.ts';
import { weekdayShare, type Moment } from './dates.ts';
import type { Random } from './random.ts';
import type { Happening } from './rows.ts';

export interface Call {
  readonly at: Moment;
  readonly direction: 'out' | 'in';
  readonly result: 'connected' | 'no_answer' | 'refused' | 'busy';
  /** Seconds that the telephone rang. */
  readonly ring: number;
  /** Seconds of talk: 0 where nobody answered, undefined where the exchange reported none (busy). */
  readonly seconds: number | undefined;
}

/** The calls of a day between an opportunity and the salesperson who has claimed it, in no order. */
export function callsOf(random: Random, day: Day, wants: number): Call[] {
  const share = weekdayShare(day);
  const out = random.poisson(share * (0.08 + 0.25 * wants));
  const back = random.poisson(share * 0.4 * wants * wants);
  return Array.from({ length: out + back }, (_, i) => callOf(random, day, i < out ? 'out' : 'in', wants));
}

function callOf(random: Random, day: Day, direction: Call['direction'], wants: number): Call {
  const at = { day, second: random.whole(9 * 3600, 19 * 3600) };
  const answered = direction === 'in' || random.chance(0.35 + 0.45 * wants);
  if (answered) {
    const seconds = Math.round(Math.exp(3.3 + 1.7 * wants + 0.7 * random.normal()));
    return { at, direction, result: 'connected', ring: random.whole(2, 18), seconds };
  }
  const fate = random.uniform();
  if (fate < 0.15) return { at, direction, result: 'busy', ring: 0, seconds: undefined };
  const refused = fate < 0.4 - 0.2 * wants;
  return { at, direction, result: refused ? 'refused' : 'no_answer', ring: random.whole(4, 45), seconds: 0 };
}

/** One call as the warehouse tells it three times: of the opportunity, of the telephone, of the salesperson. */
export function callHappenings(
  call: Call,
  line: string,
  ids: { opportunity: string; phone: string; salesperson: string },
): Happening[] {
  const { at, direction, result, ring, seconds } = call;
  const told = {
    feature: 'call',
    at,
    attrs: { result, ring, direction },
    ...(seconds === undefined ? {} : { value: seconds }),
  };
  return [
    { ...told, type: 'opportunity', id: ids.opportunity, line },
    { ...told, type: 'phone', id: ids.phone, line: '' },
    { ...told, type: 'salesperson', id: ids.salesperson, line: '' },
  ];
}
