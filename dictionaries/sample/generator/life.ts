import type { Day } from '../../../domain/run-date.ts';
import { callHappenings, callsOf, type Call } from './calls.ts';
import { characterOf, type Character } from './character.ts';
import { contactsOf, type Contact } from './contacts.ts';
import { END_DAY, weekdayShare, type Moment } from './dates.ts';
import { contactRows, linkRows, versionRows } from './histories.ts';
import { labelRows, type Outcome } from './labels.ts';
import { numberText } from './names.ts';
import { onlineDay } from './online.ts';
import { randomOf, type Random } from './random.ts';
import { deliver, noRows, type Attrs, type Happening, type Rows } from './rows.ts';
import { somebodyOf, type Salesperson } from './salesperson.ts';
import { nextStage, type Stage } from './stage.ts';
import { zipper, type Zipper } from './zipper.ts';

export interface World {
  readonly seed: number;
  readonly salespeople: number;
}

interface Version {
  readonly stage: Stage;
  readonly budget: number;
}

const EVENING = 19 * 3600 + 1800;

/** Everything that the drop says about one opportunity, its users and its phones, from its creation to the last run date. */
export function lifeOf(world: World, index: number): Rows {
  const random = randomOf(world.seed, index);
  const character = characterOf(random, index);
  const created: Moment = { day: character.createdDay, second: random.whole(8 * 3600, 19 * 3600) };
  const contacts = contactsOf(world.seed, random, character, created);
  const versions = zipper<Version>();
  const desk = zipper<Salesperson>();
  const long: Day[] = [];
  const rows = noRows();
  let events = 0;
  const tell = (happening: Happening): void => {
    deliver(rows, random, `e-${numberText(index)}-${++events}`, happening);
  };
  versions.set(created, { stage: 'new', budget: character.budget });

  let closed: Outcome['closed'];
  for (let day = created.day + 1; day < END_DAY && !closed; day++) {
    const wants = character.wants(day);
    staffDay(world, random, character, day, desk, tell);
    const here = contacts.filter(({ since }) => since.day < day);
    for (const { id } of here.filter(({ type, shared }) => type === 'user' && !shared)) {
      onlineDay(random, id, character.line, day, wants).forEach(tell);
    }
    const salesperson = desk.current();
    const calls = salesperson ? callsOf(random, day, wants) : [];
    for (const call of calls) {
      const phone = phoneOf(random, here);
      const ids = { opportunity: character.id, phone, salesperson: salesperson?.id ?? '' };
      callHappenings(call, character.line, ids).forEach(tell);
      if ((call.seconds ?? 0) >= 60) long.push(day);
    }
    moveOn(random, character, day, calls, versions, tell);
    closed = closingOf(random, day, wants, salesperson, versions.current());
    if (closed?.won && salesperson) tell(wonHappening(random, character, salesperson, closed.at));
  }
  if (closed) {
    versions.end(closed.at);
    desk.end(closed.at);
  }
  const told = versions.periods().map((period) => ({ ...period, value: attrsOf(character, period.value) }));
  rows.entities = [...versionRows('opportunity', character.id, told), ...contactRows(contacts)];
  rows.links = linkRows(character.id, contacts, desk.periods(), closed?.at);
  rows.labels = labelRows({ id: character.id, created, closed, long });
  return rows;
}

const attrsOf = ({ city, line }: Character, { stage, budget }: Version): Attrs => ({ stage, city, line, budget });

type Tell = (happening: Happening) => void;

/** Somebody claims an opportunity that nobody has; now and then it changes hands. */
function staffDay(
  world: World,
  random: Random,
  character: Character,
  day: Day,
  desk: Zipper<Salesperson>,
  tell: Tell,
): void {
  const holder = desk.current();
  const changes = random.chance(holder ? 0.012 : 0.12 * weekdayShare(day));
  if (!changes) return;
  const next = somebodyOf(world.seed, random, character.line, world.salespeople);
  if (next.id === holder?.id) return;
  const at = { day, second: random.whole(8 * 3600 + 1800, 9 * 3600 - 1) };
  desk.set(at, next);
  const told = { at, line: '' };
  if (holder) {
    tell({
      ...told,
      type: 'opportunity',
      id: character.id,
      feature: 'transfer',
      attrs: { from: holder.id, to: next.id },
    });
  } else {
    tell({ ...told, type: 'opportunity', id: character.id, feature: 'claim', attrs: { by: next.id } });
    tell({ ...told, type: 'salesperson', id: next.id, feature: 'claim' });
  }
}

/** The day's calls move the sale on; a quote says what it would cost, in yuan a month. */
function moveOn(
  random: Random,
  character: Character,
  day: Day,
  calls: readonly Call[],
  versions: Zipper<Version>,
  tell: Tell,
): void {
  const now = versions.current();
  if (!now) return;
  const stage = nextStage(random, now.stage, calls);
  const budget = random.chance(0.008)
    ? Math.round((now.budget * (0.8 + 0.5 * random.uniform())) / 100) * 100
    : now.budget;
  const at = { day, second: EVENING - random.whole(60, 1700) };
  if (stage !== now.stage || budget !== now.budget) versions.set(at, { stage, budget });
  if (stage === 'quoted' && stage !== now.stage) {
    const value = Math.round(budget * (0.7 + 0.4 * random.uniform()));
    tell({ type: 'opportunity', id: character.id, line: '', feature: 'quote', at, value });
  }
}

/** Signing follows from what the customer wants, who sells and how far the sale is; giving up follows from wanting nothing. */
function closingOf(
  random: Random,
  day: Day,
  wants: number,
  salesperson: Salesperson | undefined,
  version: Version | undefined,
): Outcome['closed'] {
  const far = version?.stage === 'negotiating' ? 2.2 : version?.stage === 'quoted' ? 1.5 : 0.6;
  const signs = salesperson ? (0.0008 + 0.055 * wants * wants * wants * far) * (0.6 + 0.2 * salesperson.grade) : 0.0004;
  if (random.chance(signs)) return { at: { day, second: EVENING }, won: true };
  return random.chance(0.004 * (1 - wants)) ? { at: { day, second: EVENING }, won: false } : undefined;
}

function wonHappening(random: Random, character: Character, { id }: Salesperson, closed: Moment): Happening {
  const value = Math.round(character.budget * (0.6 + 0.6 * random.uniform()));
  return { type: 'salesperson', id, line: '', feature: 'won', at: { ...closed, second: closed.second - 30 }, value };
}

function phoneOf(random: Random, contacts: readonly Contact[]): string {
  const [first, ...more] = contacts.filter(({ type }) => type === 'phone').map(({ id }) => id);
  return first === undefined ? '' : random.pick([first, ...more]);
}
