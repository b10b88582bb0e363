import { availableParallelism, totalmem } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

/** Most test files wait for servers of their own, so more of them than cores run at once; with Hadoop a file takes up to 3 GiB. */
const FILES_A_CORE = 2;
const BYTES_A_FILE = 3 * 2 ** 30;
const MOST_AT_ONCE = 8;

const filesAtOnce = Math.max(
  2,
  Math.min(FILES_A_CORE * availableParallelism(), Math.floor(totalmem() / BYTES_A_FILE), MOST_AT_ONCE),
);

/**
 * Tests that leave nothing behind in their process and are not long: one process runs file after file of them, and loads once
 * what they share, which takes longer than most of them.
 */
const PURE = [
  ...['domain', 'engine', 'sources', 'report', 'scoring', 'crm/hubspot', 'crm/salesforce'].map(
    (room) => `${room}/**/*`,
  ),
  ...['crm/{http,embedded}*', 'stores/{compressed,dictionary}*', 'stores/embedded?(-!(processes))'],
  'activities/!(alert|diff-and-outlook|index-guard|load-forms|push-properties|replay-histories|warm-*)',
].map((files) => `test/${files}.test.ts`);

/** Temporal's native bridge dies in vitest's thread pool, so every other test file has a process of its own. */
const settings: ViteUserConfig['test'] = {
  pool: 'forks',
  testTimeout: 120_000,
  hookTimeout: 180_000,
};

export default defineConfig({
  test: {
    ...settings,
    maxWorkers: filesAtOnce,
    sequence: { sequencer: LongestFirst },
    globalSetup: 'test/ram-disk.ts',
    projects: [
      { test: { ...settings, name: 'each', include: ['test/**/*.test.ts'], exclude: PURE } },
      { test: { ...settings, name: 'pure', include: PURE, isolate: false } },
    ],
  },
});
