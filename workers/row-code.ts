import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a row and its line are made by. Whole rooms: a night that computes once more than it had to is cheaper than one row of other code. */
const ROOMS = ['activities', 'domain', 'engine'];

let known: string | undefined;

/** Hash of the code that makes rows, as it lies on the disk beside this file. */
export function rowCode(): string {
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (const room of ROOMS) {
    const folder = join(import.meta.dirname, '..', room);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.[jt]s$/.test(path));
    for (const path of files.sort()) hash.update(`${room}/${path}\n`).update(readFileSync(join(folder, path)));
  }
  return (known = hash.digest('hex'));
}
