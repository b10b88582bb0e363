import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** A small copy of this project, with the rooms asked for and packages shared with the real one. */
export function checkout(rooms: readonly string[]): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'daybreak checkout '));
  const files = [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'vitest.config.ts',
    'test/longest-first.ts',
    'test/ram-disk.ts',
  ];
  for (const name of [...files, ...rooms]) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, '.daybreak'));
  for (const fetched of ['bin', 'hadoop']) {
    const there = join(root, '.daybreak', fetched);
    if (existsSync(there)) symlinkSync(there, join(folder, '.daybreak', fetched));
  }
  return {
    folder,
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
