import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Compiles the engine's driver as it would be shipped, into `folder`; gives the script to run. Compiled because worker threads cannot load
 * TypeScript on Node 20, and because a loader's time and memory would be counted as the engine's.
 */
export async function buildOurs(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'tsconfig.json');
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.build.json'),
      compilerOptions: {
        rootDir: ROOT,
        outDir: folder,
        sourceMap: false,
        noCheck: true,
        allowJs: false,
        checkJs: false,
        typeRoots: [join(ROOT, 'node_modules/@types')],
      },
      include: [],
      files: ['ours.ts', 'ours-worker.ts'].map((name) => join(ROOT, 'bench/engine', name)),
    }),
  );
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await promisify(execFile)(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', config]);
  return join(folder, 'bench/engine/ours.js');
}
