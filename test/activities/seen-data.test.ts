import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadInto } from '../../activities/load/load-partition.ts';
import { seenData } from '../../activities/seen-data.ts';
import { dataWarnings } from '../../cli/dictionary-data.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { TINY_DROP, TINY_ROWS, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { realPorts } from './real-ports.ts';

async function loaded() {
  const { home, ports } = await realPorts('seen-data');
  await writeTinyDictionary(home, 'tiny');
  const warnings = () => dataWarnings({ home, ports: () => ports }, 'tiny');
  const load = async (): Promise<void> => {
    const path = await writeDrop(join(home, 'drop'), TINY_DROP);
    await loadInto(ports, { dictionary: 'tiny', path, until: undefined }, () => undefined);
  };
  return { home, ports, warnings, load };
}

it('has the types, features, lines and values of the events, and the attributes of the opportunities', async () => {
  const { ports, load } = await loaded();
  await load();
  const { dictionary, settings } = await ports.dictionaries.read('tiny');
  const seen = await seenData(await ports.openStore('tiny', settings.time_zone), dictionary, 0);
  expect(seen.whole).toBe(true);
  expect([...seen.types.keys()].sort()).toEqual(['opportunity', 'user']);
  expect(seen.types.get('opportunity')?.get('call')).toMatchObject({
    ...{ looked: 5, lines: new Set(['01', '02']), hasValue: true },
  });
  expect(seen.attributes).toEqual(new Map([['stage', { values: new Set(['quoted', 'lost', 'new']), allTexts: true }]]));
});

it('warns of rows that ask for what was not loaded, and says nothing before anything was', async () => {
  const { home, warnings, load } = await loaded();
  const misspelt = TINY_ROWS[3].replace('login:sum', 'logn:sum');
  expect(await warnings()).toEqual([]);
  await load();
  expect(await warnings()).toEqual([]);
  await writeTinyDictionary(home, 'tiny', { rows: [...TINY_ROWS.slice(0, 3), misspelt] });
  expect(await warnings()).toEqual([
    'dictionaries/tiny/dictionary.csv line 5 (id 4, login): no event of the type user is named logn; did you mean "login"?',
  ]);
});
