import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Compiles the engine's driver into `folder`, a file a thread; gives the script to run. Compiled because worker threads cannot load TypeScript
 * on Node 20, and into few files because the search for some forty would be counted as the engine's time.
 */
export async function buildOurs(folder: string): Promise<string> {
  await build({
    entryPoints: ['ours.ts', 'ours-worker.ts'].map((name) => join(import.meta.dirname, name)),
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return join(folder, 'ours.js');
}
