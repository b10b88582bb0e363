import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { differenceOf } from '../../bench/engine/same-libsvm.ts';

const folder = mkdtempSync(join(tmpdir(), 'daybreak-same-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function difference(mine: string, peer: string, every?: number): string | undefined {
  writeFileSync(join(folder, 'mine'), mine);
  writeFileSync(join(folder, 'peer'), peer);
  return differenceOf(join(folder, 'mine'), join(folder, 'peer'), every);
}

it('takes the same numbers for the same, however they are written', () => {
  expect(difference('0 1:5 3:0.25\n0\n', '0 1:5.0 3:2.5e-1\n0\n')).toBeUndefined();
  expect(difference('0 1:1000000000000\n', '0 1:1000000000000.1\n')).toBeUndefined();
  expect(difference('', '')).toBeUndefined();
});

it.each([
  ['0 1:5\n', '0 1:5.00001\n', 'line 1: column 1 is 5, the peer has 5.00001'],
  ['0 1:5\n', '0 1:\n', 'line 1: column 1 is 5, the peer has 0'],
  ['0 1:5\n', '0 1:nan\n', 'line 1: column 1 is 5, the peer has NaN'],
  ['0 1:5\n', '0 2:5\n', 'line 1: column 1, the peer has 2'],
  ['0 1:5\n', '0 1:5 2:6\n', 'line 1: 1 columns, the peer has 2'],
  ['0\n0\n', '0\n', 'line 2 is missing'],
  ['0\n', '0\n0\n', 'there are more than 1 lines'],
])('names the first difference of %j and %j', (mine, peer, expected) => {
  expect(difference(mine, peer)).toBe(expected);
});

it('counts all lines when it compares every tenth', () => {
  expect(difference('0 1:1\n0 1:1\n', '0 1:1\n0 1:2\n', 10)).toBeUndefined();
  expect(difference('0 1:1\n0 1:1\n', '0 1:1\n', 10)).toBe('line 2 is missing');
});
