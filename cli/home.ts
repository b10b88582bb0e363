import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packageRoot } from '../infra/package-root.ts';

/** The folder with dictionaries/ and .daybreak/: DAYBREAK_HOME, else the working folder when it has dictionaries, else Daybreak's own folder. */
export function homeFolder(): string {
  const chosen = process.env['DAYBREAK_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  return existsSync(join(process.cwd(), 'dictionaries')) ? process.cwd() : packageRoot();
}
