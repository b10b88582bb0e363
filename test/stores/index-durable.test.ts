import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { EMPTY_INDEX } from '../../domain/feature-index.ts';
import { openDictionaryFolders } from '../../stores/local/dictionary-folder.ts';
import { syncFolder } from '../../stores/local/sync-folder.ts';
import { SOUND, writtenDictionaries } from './dictionary-written.ts';

vi.mock('../../stores/local/sync-folder.ts');

it('a new index.csv has its name on the disk before it counts as written', async () => {
  const folder = await writtenDictionaries({ test: SOUND });
  const synced: string[] = [];
  vi.mocked(syncFolder).mockImplementation(async (path) => {
    synced.push(path, await readFile(join(path, 'index.csv'), 'utf8'));
  });
  await openDictionaryFolders({ folder }).writeIndex('test', EMPTY_INDEX);
  expect(synced).toEqual([join(folder, 'test'), 'column,feature,state,hash\n']);
});
