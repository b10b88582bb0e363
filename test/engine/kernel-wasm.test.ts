import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compiledKernel, KERNEL_FILE } from '../../infra/kernel/compile-kernel.ts';

it('the kernel is what its sources compile to', { timeout: 60_000 }, async () => {
  expect(await readFile(KERNEL_FILE, 'utf8'), 'run `npm run kernel` and commit what it writes').toBe(
    await compiledKernel(),
  );
});
