import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('a log that cannot be written does not end the process', () => {
  // opened for reading: a write fails, as it does on a full disk
  const log = openSync(import.meta.filename, 'r');
  const script = join(import.meta.dirname, 'logging-process.ts');
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', log],
  });
  closeSync(log);
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'went on' });
});
