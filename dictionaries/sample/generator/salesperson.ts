import { FIRST_DAY, type Moment } from './dates.ts';
import { LINES, salespersonId, type Line } from './names.ts';
import { randomOf, type Random } from './random.ts';
import { periodCells } from './rows.ts';

export interface Salesperson {
  readonly id: string;
  readonly team: Line;
  /** 1 to 3; the better ones sell more of what can be sold. */
  readonly grade: number;
  readonly hired: Moment;
}

const OWN_STREAMS = 0x5a1e5;

/** Always the same person at a place, whoever asks. */
export function salespersonAt(seed: number, place: number): Salesperson {
  const random = randomOf(seed ^ OWN_STREAMS, place);
  const hired = { day: FIRST_DAY - random.whole(60, 900), second: 9 * 3600 };
  return { id: salespersonId(place), team: LINES[place % LINES.length] ?? '01', grade: random.whole(1, 3), hired };
}

/** Somebody of a line's team. */
export function somebodyOf(seed: number, random: Random, team: Line, people: number): Salesperson {
  const first = LINES.indexOf(team);
  const ofTeam = Math.ceil((people - first) / LINES.length);
  return salespersonAt(seed, first + LINES.length * random.whole(0, ofTeam - 1));
}

/** The salesperson's row of entities.csv. */
export const salespersonCells = ({ id, team, grade, hired }: Salesperson): string[] => [
  'salesperson',
  id,
  ...periodCells({ from: hired, to: undefined }),
  JSON.stringify({ team, grade }),
];
