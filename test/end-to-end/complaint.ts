import { readFile, writeFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { ERROR_CODES } from '../../domain/errors.ts';
import type { Ran } from './daybreak.ts';

/**
 * The line that a person reads when a command fails, after what holds for every one of them: the exit code is that of its kind, standard
 * output stays empty, and the line comes last, alone, as `CODE: what happened; what to do next`.
 */
export function complaintOf({ code, stdout, stderr }: Ran): string {
  const lines = stderr.trimEnd().split('\n');
  const line = lines.at(-1) ?? '';
  const [, errorCode = ''] = /^([A-Z_]+): .{10,}[;?] .{10,}$/.exec(line) ?? [];
  expect(ERROR_CODES, stderr).toContain(errorCode);
  expect(errorCode, stderr).not.toBe('BUG');
  expect(code).toBe(errorCode === 'USAGE' ? 2 : 1);
  expect(stdout).toBe('');
  expect(lines.filter((other) => /^\s+at |Error:/.test(other))).toEqual([]);
  return line;
}

/** Replaces a text that must be there in a file. */
export async function edit(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no "${from}"`);
  await writeFile(file, text.replace(from, to));
}
