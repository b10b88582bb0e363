import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** As many as Node.js has threads for files. */
const AT_ONCE = 4;

/**
 * Has the disk hold a folder with all that lies in it, so that what is renamed into its place afterwards is whole after a power cut, or not there.
 * @param {string} folder
 */
export async function syncTree(folder) {
  const paths = ['', ...(await readdir(folder, { recursive: true }))].values();
  const lane = async () => {
    for (const path of paths) await syncOne(join(folder, path));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/**
 * The same of one file, or of the names in one folder.
 * @param {string} path
 */
export async function syncOne(path) {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
