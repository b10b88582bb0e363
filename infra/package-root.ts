import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of Daybreak's own package.json, the same whether this runs from the sources or from a build under dist/. */
export function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
