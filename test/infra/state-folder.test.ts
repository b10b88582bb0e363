import fs, { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { replaceFile } from '../../infra/state-folder.ts';

it('a replaced file is on the disk before it takes its place: a power cut leaves no empty one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daybreak-state-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'ports.json');
  replaceFile(file, '{"a":1}');
  const sync = vi.spyOn(fs, 'fsyncSync').mockImplementation(() => {
    expect(readFileSync(file, 'utf8')).toBe('{"a":1}');
  });
  replaceFile(file, '{"a":2}');
  expect(sync).toHaveBeenCalledOnce();
  expect(readFileSync(file, 'utf8')).toBe('{"a":2}');
});
