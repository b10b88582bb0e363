import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('a process that may open no more files goes on when it cannot start a program', () => {
  const script = join(import.meta.dirname, 'many-files-process.ts');
  const { status, stdout, stderr } = spawnSync(
    '/bin/sh',
    ['-c', 'ulimit -n 64; exec "$0" --import tsx "$1"', process.execPath, script],
    { encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const failure = 'Error: spawn true EMFILE';
  expect(JSON.parse(stdout)).toEqual({
    alert: failure,
    child: failure,
    download: expect.stringMatching(/^Error: spawn .*node EMFILE$/) as unknown,
  });
});
