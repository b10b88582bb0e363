import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edits, kills, restart, slow } from './push-trials/outages.ts';
import { calm, permission, poison, undefinedField } from './push-trials/refusals.ts';
import { beginTrials, type TrialResult, type Trials } from './push-trials/trial.ts';
import { openWorld } from './push-trials/world.ts';
import { trytonEnvironment } from './tryton/environment.ts';

const LEADS = 500;
const KILLS = 3;
const SEED = 9;

const environment = await trytonEnvironment();
const missing = typeof environment === 'string' ? environment : undefined;
if (missing !== undefined) process.stderr.write(`NOT TESTED with a real Tryton: ${missing}\n`);

/** `npm run push-trials` has the same with 5,000 leads and 20 kills. */
describe.skipIf(missing !== undefined)(
  `a push into a real Tryton${missing === undefined ? '' : ` (NOT TESTED: ${missing})`}`,
  () => {
    let trials: Trials;
    beforeAll(async () => {
      if (typeof environment === 'string') throw new Error(environment);
      trials = beginTrials(await openWorld(environment, LEADS), SEED);
    }, 600_000);
    afterAll(() => trials.world.stop());

    const passes = (result: TrialResult): void => {
      expect(result.problems, `${result.name}: ${result.done}`).toEqual([]);
      expect(result.end?.result).toBeDefined();
    };

    it('writes every lead once, in few calls', async () => {
      const result = await calm(trials);
      passes(result);
      expect(result.end?.result).toMatchObject({ delivered: LEADS, dead: 0, found: 0, callsAgain: 0, readBack: LEADS });
      expect(result.calls).toBe(5);
      expect(result.end?.result?.calls).toBe(result.calls);
    }, 300_000);

    it('goes on after every kill -9 without writing a lead again', async () => {
      for (const result of await kills(trials, KILLS)) passes(result);
    }, 600_000);

    it('leaves a dead letter for each poison row and writes the others', async () => {
      const result = await poison(trials);
      passes(result);
      expect(result.end?.result).toMatchObject({ dead: LEADS / 100, delivered: LEADS - LEADS / 100 });
    }, 300_000);

    it('writes nothing while a field is undefined', async () => {
      passes(await undefinedField(trials));
    }, 300_000);

    it('stops when the permission is taken away, and goes on when it is back', async () => {
      passes(await permission(trials));
    }, 300_000);

    it('waits for a server that restarts', async () => {
      passes(await restart(trials));
    }, 300_000);

    it('reads what became of writes whose answers did not come in time', async () => {
      passes(await slow(trials));
    }, 600_000);

    it('lets the values stand that a person writes meanwhile', async () => {
      passes(await edits(trials, 10));
    }, 300_000);
  },
);
