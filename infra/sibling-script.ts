import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Arguments for `node` that run a script of this folder in a process of its own. In a build it is JavaScript;
 * from the sources (in tests) Node 20 needs tsx to read it.
 */
export function siblingScript(name: string): string[] {
  const extension = extname(import.meta.filename);
  const script = join(import.meta.dirname, name + extension);
  if (extension === '.js') return [script];
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href, script];
}
