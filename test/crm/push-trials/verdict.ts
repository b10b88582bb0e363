import { reasonOf, type TrialNight, type World } from './world.ts';

/** Writes that Tryton has seen of each lead, by its own history. */
export type Writes = ReadonlyMap<string, number>;

export async function writesSoFar({ tryton }: World): Promise<Writes> {
  const rows = await tryton.query(
    'SELECT o.reference, COUNT(h.id) FROM sale_opportunity o LEFT JOIN sale_opportunity__history h ON h.id = o.id GROUP BY o.id',
  );
  return new Map(rows.map(([id, count]) => [String(id), Number(count)]));
}

export interface Expected {
  readonly night: TrialNight;
  /** When the night's first push began. */
  readonly before: Writes;
  readonly poison?: ReadonlySet<string>;
  /** Scores that a person wrote before this night, and during it. */
  readonly kept?: ReadonlyMap<string, number>;
  readonly edited?: ReadonlyMap<string, number>;
}

/** Looks at every lead in Tryton's own database. Gives what is wrong, a sentence each; empty when all is as it must be. */
export async function problemsOf(world: World, expected: Expected): Promise<string[]> {
  const { night, before, poison, kept, edited } = expected;
  const after = await writesSoFar(world);
  const rows = await world.tryton.query(
    "SELECT reference, conversion_probability, comment FROM sale_opportunity WHERE reference LIKE 'L%'",
  );
  const dead = new Map((await world.dead()).map(({ id, receipt }) => [id, receipt.reason ?? '']));
  const problems: string[] = [];
  if (rows.length !== world.ids.length) problems.push(`Tryton has ${rows.length} leads`);
  for (const [reference, score, comment] of rows) {
    const id = String(reference);
    const writes = (after.get(id) ?? 0) - (before.get(id) ?? 0);
    const say = (what: string): void => void problems.push(`${id} ${what}`);
    if (poison?.has(id) === true) {
      if (writes !== 0) say(`was written ${writes} times though Tryton does not take it`);
      if (!/not valid/.test(dead.get(id) ?? ''))
        say(`is no dead letter with its reason: ${dead.get(id) ?? 'no receipt'}`);
      continue;
    }
    if (dead.has(id)) say(`is a dead letter: ${dead.get(id) ?? ''}`);
    const persons = edited?.get(id) ?? kept?.get(id);
    const wanted = persons ?? night.scores.get(id);
    if (score !== wanted) say(`has ${String(score)} instead of ${String(wanted)}`);
    if (persons === undefined && comment !== reasonOf(night, id)) say(`has the comment ${String(comment)}`);
    // a person's own write counts too, and ours may have come before it
    const isEdited = edited?.has(id) === true;
    const most = isEdited ? 2 : persons === undefined ? 1 : 0;
    const least = isEdited || persons === undefined ? 1 : 0;
    if (writes < least || writes > most) say(`was written ${writes} times`);
  }
  return problems;
}
