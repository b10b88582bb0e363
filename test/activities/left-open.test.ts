import { expect, it } from 'vitest';
import { writeSetAside } from '../../activities/load/set-aside.ts';
import { scorePairs } from '../../activities/report/score-pairs.ts';
import { idsPath, scoresPath } from '../../activities/run-files.ts';
import { sceneScores } from '../../activities/score/scene-scores.ts';
import { scoresOf } from '../../activities/score/scores.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { runDate } from '../../domain/run-date.ts';

const RUN = { dictionary: 'shop', date: runDate('2026-03-08'), run: 1 };
const IDS = idsPath('claim/part-00000.libsvm');

/** Files that come a line at a time, and how many of them are open. */
function files(contents: Readonly<Record<string, string>>): { blobs: BlobStore; open: () => number } {
  let open = 0;
  async function* readStream(path: string): AsyncGenerator<Uint8Array> {
    open += 1;
    try {
      for (const line of (contents[path] ?? '').split(/(?<=\n)/)) yield await Promise.resolve(Buffer.from(line));
    } finally {
      open -= 1;
    }
  }
  return { blobs: { readStream } as unknown as BlobStore, open: () => open };
}

const scores = { [IDS]: 'a\nb\n', [scoresPath(RUN, 'win')]: 'entity_id,score\na,0.1\nb,0.2\nof another scene,0.3\n' };

it('the scores of a scene leave no file open, though the model has scores of other scenes behind them', async () => {
  const { blobs, open } = files(scores);
  const ids: string[] = [];
  for await (const { opportunityId } of sceneScores(blobs, RUN, 'win', [IDS])) ids.push(opportunityId);
  expect([ids, open()]).toEqual([['a', 'b'], 0]);
});

it("two nights' scores leave no file open when their reader stops, or when one of them cannot be read", async () => {
  const { blobs, open } = files(scores);
  const read = (): ReturnType<typeof scoresOf> => scoresOf(blobs, RUN, 'win');
  for await (const { opportunityId } of scorePairs(read(), read())) {
    expect([opportunityId, open()]).toEqual(['a', 2]);
    break;
  }
  expect(open()).toBe(0);
  async function* gone(): ReturnType<typeof scoresOf> {
    yield await Promise.reject(new Error('the file is gone'));
  }
  await expect(scorePairs(read(), gone()).next()).rejects.toThrow('the file is gone');
  expect(open()).toBe(0);
});

it('a list of rows set aside that cannot be written lets the files go that it is made from', async () => {
  let open = 0;
  async function* lines(): AsyncGenerator<string> {
    open += 1;
    try {
      for (;;) yield await Promise.resolve('a line\n');
    } finally {
      open -= 1;
    }
  }
  const full = {
    remove: () => Promise.resolve(),
    write: () => Promise.reject(new Error('no space left')),
    locate: String,
  };
  await expect(writeSetAside(full, 'set-aside/shop', lines())).rejects.toThrow('no space left');
  expect(open).toBe(0);
});
