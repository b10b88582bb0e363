import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { NightManifest } from '../../domain/night-manifest.ts';

export const nightFolderOf = (home: string, dictionary: string, date: string): string =>
  join(home, '.daybreak', 'files', dictionary, date);

export async function manifestOf(home: string, dictionary: string, date: string): Promise<NightManifest> {
  return JSON.parse(
    await readFile(join(nightFolderOf(home, dictionary, date), 'manifest.json'), 'utf8'),
  ) as NightManifest;
}

/** The folder of the run that counts. */
export async function sealedRun(home: string, dictionary: string, date: string): Promise<string> {
  const { run } = await manifestOf(home, dictionary, date);
  return join(nightFolderOf(home, dictionary, date), 'runs', String(run));
}

/** The lines of a scene by opportunity id: the ids file zipped with the LibSVM file beside it. */
export async function linesOf(
  home: string,
  dictionary: string,
  date: string,
  scene: string,
): Promise<Record<string, string>> {
  const folder = join(await sealedRun(home, dictionary, date), 'features', scene);
  const lines: Record<string, string> = {};
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.ids')).sort()) {
    const read = async (file: string): Promise<string[]> =>
      (await readFile(join(folder, file), 'utf8')).split('\n').slice(0, -1);
    const [ids, rows] = [await read(name), await read(name.replace('.ids', '.libsvm'))];
    if (ids.length !== rows.length) throw new Error(`${name} has ${ids.length} ids for ${rows.length} lines`);
    for (const [i, id] of ids.entries()) {
      if (id in lines) throw new Error(`${id} stands twice in ${scene}`);
      lines[id] = rows[i] ?? '';
    }
  }
  return lines;
}

/** SHA-256 of every file under features/ and models/ of the run that counts, by path in the run's folder. */
export async function bytesOf(home: string, dictionary: string, date: string): Promise<Record<string, string>> {
  const run = await sealedRun(home, dictionary, date);
  const hashes: Record<string, string> = {};
  for (const path of [...(await filesIn(join(run, 'features'))), ...(await filesIn(join(run, 'models')))]) {
    hashes[relative(run, path)] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return hashes;
}

/** Every file under a folder with its time of change: equal listings mean that nobody wrote. */
export async function timesOf(folder: string): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const path of await filesIn(folder)) times[path] = (await stat(path)).mtimeMs;
  return times;
}

export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
