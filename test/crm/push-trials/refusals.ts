import { pushed, trial, type TrialResult, type Trials } from './trial.ts';
import { writesSoFar } from './verdict.ts';

/** Nothing is done to it: how fast it is, and how many calls it takes. */
export const calm = (trials: Trials, rowsACall = 200): Promise<TrialResult> =>
  trial(trials, 'nothing happens', async (night) => ({
    done: `${rowsACall} rows a call`,
    ...(await pushed(trials, night, { limits: { rows_a_call: rowsACall } })),
  }));

/** Every hundredth lead has a score that Tryton does not take, which makes it refuse the whole call. */
export function poison(trials: Trials): Promise<TrialResult> {
  const bad = new Set(trials.world.ids.filter((id, i) => i % 100 === 50 && !trials.kept.has(id)));
  return trial(
    trials,
    'a poison row in every hundredth place',
    async (night) => ({ done: `${bad.size} rows that Tryton refuses`, ...(await pushed(trials, night)) }),
    { poison: bad },
  );
}

/** The settings name a field that Tryton does not have: nothing is written until they are mended. */
export const undefinedField = (trials: Trials): Promise<TrialResult> =>
  trial(trials, 'an undefined field', async (night) => {
    const before = await writesSoFar(trials.world);
    const first = await (await trials.world.push(night, { fields: { x_score: { value: 'wins.score' } } })).ended;
    const problems = refusalProblems(first, /x_score/);
    const written = [...(await writesSoFar(trials.world))].filter(([id, count]) => count !== before.get(id));
    if (written.length > 0) problems.push(`${written.length} leads were written although a field is missing`);
    const { end, problems: more } = await pushed(trials, night);
    return {
      done: 'x_score does not exist; then it is taken out of the settings',
      end,
      problems: [...problems, ...more],
    };
  });

/** The right to write goes with the second write, and comes back for the next push. */
export const permission = (trials: Trials): Promise<TrialResult> =>
  trial(trials, 'permission taken away midway', async (night) => {
    const { tryton, proxy } = trials.world;
    let giveBack: (() => Promise<void>) | undefined;
    let writes = 0;
    proxy.disturb = async ({ rows }, when) => {
      if (rows > 0 && when === 'before' && (writes += 1) === 2) giveBack = await tryton.takeModel('sale.opportunity');
      return undefined;
    };
    const first = await (await trials.world.push(night)).ended;
    const problems = refusalProblems(first, /may not be written/);
    await giveBack?.();
    const { end, problems: more } = await pushed(trials, night);
    return {
      done: 'the right to write is taken at the second write and given back later',
      end,
      problems: [...problems, ...more],
    };
  });

function refusalProblems(end: Awaited<ReturnType<typeof pushed>>['end'], reason: RegExp): string[] {
  const { code = 'none', message = 'none' } = end?.failure ?? {};
  return code === 'CRM_REFUSED' && reason.test(message) ? [] : [`the push ended with ${code}, ${message}`];
}
