import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { redelivered } from '../../activities/load/redelivered.ts';
import { loadInto } from '../../activities/load/load-partition.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { TINY_DROP, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { realPorts } from './real-ports.ts';

it('names the partitions of the sources that are other files than those that were loaded, and no other drop', async () => {
  const { home, ports } = await realPorts('redelivered');
  const [warehouse, elsewhere] = [join(home, 'warehouse'), join(home, 'elsewhere')];
  const settings = `time_zone: UTC\nsources: [{ name: shop, drop: ${JSON.stringify(warehouse)} }, { name: crm }]\n`;
  await writeTinyDictionary(home, 'tiny', { settings });
  const folders = [`${warehouse}/dt=2026-03-01`, `${warehouse}/dt=2026-03-02`, `${elsewhere}/dt=2026-03-01`];
  for (const folder of folders) {
    await writeDrop(folder, TINY_DROP);
    await writeFile(join(folder, '_SUCCESS'), '');
    await loadInto(ports, { dictionary: 'tiny', path: folder, until: undefined }, () => undefined);
  }
  const now = async (): Promise<string[]> => {
    const folder = await ports.dictionaries.read('tiny');
    return redelivered(ports, await ports.openStore('tiny', 'UTC'), folder.settings);
  };
  expect(await now()).toEqual([]);

  const [first = '', second = '', third = ''] = folders;
  for (const folder of [second, third]) await writeDrop(folder, { events: TINY_DROP.events.slice(0, 3) });
  expect(await now()).toEqual([second]);
  // the same number of bytes, written at another time
  await utimes(join(first, 'links.csv'), new Date(), new Date(Date.now() + 5000));
  expect(await now()).toEqual([first, second]);
  // one that is being written, or is gone, is not there to be loaded
  await rm(join(second, '_SUCCESS'));
  expect(await now()).toEqual([first]);
  await rm(first, { recursive: true });
  expect(await now()).toEqual([]);

  await writeFile(join(second, '_SUCCESS'), '');
  await loadInto(ports, { dictionary: 'tiny', path: second, until: undefined }, () => undefined);
  expect(await now()).toEqual([]);
});
