import { expect, it } from 'vitest';
import { mapModel } from '../../activities/map-model.ts';
import { mapShard } from '../../activities/map-shard.ts';
import { forgetReceipts, readReceipt } from '../../activities/receipt.ts';
import { runFolder } from '../../domain/night.ts';
import { version } from '../contract/store-rows.ts';
import { tinyOnnx } from '../scoring/tiny-onnx.ts';
import { whyHome } from './why-home.ts';

const FEATURES = ['stage_ASOF', 'budget_ASOF'];
const SCENES = {
  all: { models: ['narrow', 'turned'] },
  won: { population: ['attrs.stage=won'], models: ['narrow', 'wide'] },
  silent: { models: [] },
};

it(
  'maps to every model of a run from one reading of the files, as a model at a time',
  { timeout: 120_000 },
  async () => {
    const home = await whyHome({ scenes: SCENES });
    await home.dictionary([
      'opportunity,1,stage,,,ASOF,,,attr:stage,new|won,',
      'opportunity,2,budget,,,ASOF,,,attr:budget,,',
    ]);
    const fill = (weights: number[]): Uint8Array => tinyOnnx({ weights, absentAs: 0 });
    await home.model('narrow', fill([1]), FEATURES.slice(0, 1));
    await home.model('wide', fill([1, 2]), FEATURES);
    await home.model('turned', fill([1, 2]), FEATURES.toReversed());
    const attrsOf = (i: number): string =>
      JSON.stringify({ stage: i % 3 === 0 ? 'won' : 'new', ...(i % 4 === 0 ? {} : { budget: String(i / 8) }) });
    await home.store.putVersions(
      Array.from({ length: 30 }, (_, i) => version(`O-${i}`, '2026-01-01', undefined, { attrsText: attrsOf(i) })),
    );
    const run = await home.night('2026-03-05', 1);
    const [shard] = [await readReceipt(home.ports.blobs, run, 'map/part/0')];
    // 30 opportunities of `all` for two models, and the ten of `won` for the third; those are in `all` too for `narrow`.
    expect(shard?.counts).toEqual({ rows: 70 });

    const alone = [];
    for (const model of ['narrow', 'turned', 'wide'])
      alone.push(...(await mapModel(home.ports)({ run, model, part: 0 }, () => undefined)).files);
    const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1);
    expect(alone.toSorted(byPath)).toEqual(shard?.files.toSorted(byPath));
    expect(new Set(alone.map(({ sha256 }) => sha256)).size).toBe(5);

    const read: string[] = [];
    const { blobs } = home.ports;
    const counting = {
      ...blobs,
      read: (path: string) => {
        read.push(path);
        return blobs.read(path);
      },
    };
    await forgetReceipts(blobs, run, 'map/part');
    await mapShard({ ...home.ports, blobs: counting })({ run, part: 0 }, () => undefined);
    const features = read.filter((path) => path.startsWith(`${runFolder(run)}/features/`));
    expect(features.map((path) => path.split('/').at(-2))).toEqual(['all', 'all', 'won', 'won']);
  },
);
