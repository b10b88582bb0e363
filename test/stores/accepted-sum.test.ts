import type crypto from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.doUnmock('node:crypto');
  vi.resetModules();
});

async function sumOf(lines: readonly (string | Uint8Array)[]): Promise<string> {
  const { addLine, openSum, sumText } = await import('../../stores/accepted-sum.ts');
  const sum = openSum();
  for (const line of lines) addLine(sum, line);
  return sumText(sum);
}

it('a sum is the same on a Node that has no crypto.hash yet', async () => {
  const lines = ['["event","é"]\n', Buffer.from('["link"]\n')];
  const now = await sumOf(lines);
  vi.resetModules();
  vi.doMock('node:crypto', async (original) => {
    const { default: today } = await original<{ default: typeof crypto }>();
    return { default: { ...today, hash: undefined } };
  });
  expect(await sumOf(lines)).toBe(now);
});
