import { defineConfig } from 'vitest/config';

/** Temporal's native bridge dies in vitest's thread pool, so every test file has a process of its own. */
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
