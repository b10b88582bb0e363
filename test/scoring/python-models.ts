import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { peerPackages } from '../../bench/engine/peer-packages.ts';
import type { ModelManifest } from '../../domain/model-manifest.ts';
import { withLock } from '../../infra/lock.js';

const run = promisify(execFile);
const folderOf = (name: string): string => join(import.meta.dirname, 'python', name);

/**
 * Has a script of python/ make its models in a new folder, with packages that are installed, pinned, in the user's cache.
 * @returns undefined where a package is missing, which is said aloud
 */
export async function pythonModels(script: string, packages: readonly string[]): Promise<string | undefined> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'daybreak-bench');
  mkdirSync(cache, { recursive: true });
  const { python, missing } = await withLock(join(cache, 'scoring-models.lock'), () =>
    peerPackages(() => undefined, folderOf('requirements.txt')),
  );
  const lacking = missing.filter(
    (line) => python === undefined || packages.some((name) => line.startsWith(`${name}==`)),
  );
  if (python === undefined || lacking.length > 0) {
    process.stderr.write(`NOT TESTED: the models of ${script}; ${lacking.join('; ')}\n`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'daybreak-models-'));
  await run(python, [folderOf(script), folder]);
  return folder;
}

/** Numbers of a JSON file, row-major, with NaN for null. */
export const numbersOf = (rows: readonly (readonly (number | null)[])[]): Float32Array =>
  Float32Array.from(rows.flat(), (value) => value ?? Number.NaN);

export const readFound = (folder: string, name: string): unknown =>
  JSON.parse(readFileSync(join(folder, name), 'utf8'));

export const manifestOf = (width: number, more: Partial<ModelManifest>): ModelManifest => ({
  model: 'model.onnx',
  version: '1',
  input: 'x',
  outputs: ['score'],
  absent: 'NaN',
  features_sha256: '0'.repeat(64),
  features: Array.from({ length: width }, (_, i) => `f${i}`),
  ...more,
});
