import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { DAYS, WINDOWS, type EntryBlock } from '../../bench/engine/entries.ts';
import { FEATURES, generatedBlocks } from '../../bench/engine/workload.ts';

function hashOf(blocks: readonly EntryBlock[]): string {
  const hash = createHash('sha256');
  for (const { start, feature, back, value } of blocks)
    [start, feature, back, value].forEach((part) => hash.update(part));
  return hash.digest('hex');
}

it('is the same every time, sorted, without a pair twice, and leaves no id without a feature', () => {
  const blocks = [...generatedBlocks(600)];
  expect(hashOf([...generatedBlocks(600)])).toBe(hashOf(blocks));
  expect(hashOf([...generatedBlocks(600, undefined, 2)])).not.toBe(hashOf(blocks));
  expect(blocks.reduce((sum, { ids }) => sum + ids, 0)).toBe(600);
  let entries = 0;
  for (const { ids, start, feature, back, value } of blocks) {
    entries += value.length;
    for (let i = 0; i < ids; i++) {
      const own = Array.from({ length: start[i + 1]! - start[i]! }, (_, e) => start[i]! + e);
      const keys = own.map((e) => feature[e]! * (DAYS + 1) + back[e]!);
      expect(keys.every((key, k) => k === 0 || key > keys[k - 1]!)).toBe(true);
      expect(own.some((e) => back[e]! <= WINDOWS[5])).toBe(true);
    }
    expect(back.every((days) => days >= 1 && days <= DAYS)).toBe(true);
    expect(feature.every((place) => place < FEATURES)).toBe(true);
    expect(value.every(Number.isFinite)).toBe(true);
  }
  expect(entries / 600).toBeGreaterThan(100);
  expect(entries / 600).toBeLessThan(135);
});
