import { expect, it } from 'vitest';
import { lightVerbs } from '../../activities/verbs.ts';
import { warmHome } from '../../bench/warm-home.ts';
import { HISTORY_ROWS } from './warm-histories.ts';

/** Far away, so that it is no past run date whenever this is run. */
const DATE = '2099-03-02';

it('a night that was sealed meanwhile waits for no signal, which would not come again, but looks into folders', async () => {
  const home = await warmHome();
  try {
    const sources = [{ name: 'crm' }, { name: 'web', drop: '/nowhere' }];
    await home.dictionary('waits', HISTORY_ROWS, { sources });
    const waitsFor = async (): Promise<string[]> => {
      const request = { dictionary: 'waits', date: DATE, scene: undefined, population: undefined };
      const plan = await lightVerbs.planNight(home.ports)(request, () => undefined);
      return plan.sources.map(({ name }) => name);
    };
    expect(await waitsFor()).toEqual(['crm', 'web']);
    await home.night('waits', DATE, true);
    expect(await waitsFor()).toEqual(['web']);
  } finally {
    await home.close();
  }
});
