import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { CliContext } from '../../cli/context.ts';
import { checkSources } from '../../cli/doctor-sources.ts';
import { program } from '../../cli/program.ts';
import { realPorts } from '../activities/real-ports.ts';
import { writeTinyDictionary } from '../end-to-end/tiny.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const settings = (drop: string): string => `time_zone: UTC
sources: [{ name: web, drop: ${drop} }, { name: crm }]
`;

it('tells in `dictionary check` and `doctor` that a drop is no whole path, and that there is no row', async () => {
  const { home, ports } = await realPorts('folder-warnings');
  await writeTinyDictionary(home, 'near', { settings: settings('drops/web') });
  await writeTinyDictionary(home, 'whole', { settings: settings(home) });
  await writeTinyDictionary(home, 'gone', { settings: settings(join(home, 'none')) });
  await writeTinyDictionary(home, 'waits', { settings: 'time_zone: UTC\nsources: [{ name: crm }]\n' });
  await writeTinyDictionary(home, 'empty', { rows: [], settings: 'time_zone: UTC\n' });
  await rm(join(home, 'dictionaries/empty/models'), { recursive: true });
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const check = async (name: string): Promise<string> => {
    printed = '';
    const context = { home, ports: () => ports } as Partial<CliContext> as CliContext;
    await program(context).parseAsync(['dictionary', 'check', name], { from: 'user' });
    return printed;
  };
  const said = 'dictionaries/near/settings.yaml: the drop of the source web, "drops/web", is no whole path';
  expect(await check('near')).toContain(said);
  expect(await check('near')).toContain('near is sound: ');
  expect(await check('whole')).not.toContain('whole path');
  expect(await check('empty')).toContain(
    'dictionaries/empty/dictionary.csv has no row, so a night computes no feature',
  );
  expect(await check('whole')).not.toContain('no row');
  expect(await checkSources(home)).toMatchObject([
    { name: 'sources of gone', status: 'warning', found: expect.stringContaining('none is not on this') as string },
    {
      ...{
        name: 'sources of near',
        status: 'warning',
        mend: 'write it from the root on in dictionaries/near/settings.yaml',
      },
      found: expect.stringContaining('drops/web is no whole path') as string,
    },
    { name: 'sources of whole', status: 'ok', found: home },
  ]);
});
