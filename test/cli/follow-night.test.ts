import type { WorkflowHandle } from '@temporalio/client';
import { expect, it } from 'vitest';
import { followNight } from '../../cli/follow-night.ts';

it('a night whose progress is told in the words of another version is followed to its end', async () => {
  const asked = { times: 0 };
  let end: (result: string) => void = () => undefined;
  const handle = {
    workflowId: 'night/shop/2026-03-08',
    result: () => new Promise<string>((resolve) => (end = resolve)),
    query: () => {
      asked.times += 1;
      // not before it went on although it had understood nothing
      if (asked.times === 2) end('sealed');
      return Promise.resolve({ step: 'compute' });
    },
  } as unknown as WorkflowHandle;
  const stack = { lost: new Promise<never>(() => undefined), temporalAddress: 'here', temporalNow: () => 'here' };
  expect(await followNight(handle, new AbortController().signal, stack)).toBe('sealed');
  expect(asked.times).toBeGreaterThanOrEqual(2);
});
