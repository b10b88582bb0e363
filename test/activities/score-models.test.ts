import { describe, expect, it } from 'vitest';
import { forgetReceipts, readReceipt } from '../../activities/receipt.ts';
import { scoredPath } from '../../activities/run-files.ts';
import { scoreModel } from '../../activities/score/score-model.ts';
import { runFolder, type NightRun } from '../../domain/night.ts';
import { event, version } from '../contract/store-rows.ts';
import { tinyOnnx } from '../scoring/tiny-onnx.ts';
import { whyHome, type WhyHome } from './why-home.ts';

const ROWS = ['opportunity,1,stage,,,ASOF,,,attr:stage,new|won,', 'opportunity,2,call,,01,SUM,3|7,trailing,call:sum,,'];
const SCENES = {
  all: { models: ['narrow', 'wide'] },
  won: { population: ['attrs.stage=won'], models: ['narrow', 'only'] },
  silent: { models: [] },
};
const COUNT = 40;
const idOf = (i: number): string => `O-${String(i).padStart(2, '0')}`;
const stageOf = (i: number): number => 1 + (i % 2);
/** Every fifth one has no call. */
const callOf = (i: number): number => (i % 5 === 0 ? 0 : i / 4);

/** Models of different widths and orders, one with two outputs, over scenes that share opportunities. */
async function scored(parts: number): Promise<{ home: WhyHome; run: NightRun }> {
  const home = await whyHome({ scenes: SCENES });
  await home.dictionary(ROWS);
  await home.model('narrow', tinyOnnx({ weights: [100], absentAs: 0 }), ['stage_ASOF']);
  const wide = tinyOnnx({ weights: [1, 10, 100], absentAs: 0 });
  await home.model('wide', wide, ['call_01_SUM_7d', 'stage_ASOF', 'call_01_SUM_3d'], ['double', 'score']);
  await home.model('only', tinyOnnx({ weights: [1], absentAs: -1 }), ['call_01_SUM_7d']);
  const all = Array.from({ length: COUNT }, (_, i) => i);
  await home.store.putVersions(
    all.map((i) =>
      version(idOf(i), '2026-01-01', undefined, {
        attrsText: stageOf(i) === 2 ? '{"stage":"won"}' : '{"stage":"new"}',
      }),
    ),
  );
  await home.store.putEvents(
    all
      .filter((i) => callOf(i) > 0)
      .map((i) =>
        event({
          eventId: `c${i}`,
          type: 'opportunity',
          id: idOf(i),
          feature: 'call',
          valueText: String(callOf(i)),
          on: '2026-03-01T10:00:00Z',
        }),
      ),
  );
  return { home, run: await home.night('2026-03-05', parts) };
}

async function linesOf({ home, run }: { home: WhyHome; run: NightRun }, model: string): Promise<string[]> {
  const bytes = await home.ports.blobs.read(`${runFolder(run)}/models/${model}/scores.csv`);
  return new TextDecoder().decode(bytes).trimEnd().split('\n');
}

describe('scoring a night', { timeout: 120_000 }, () => {
  it.each([1, 4])('gives every model its columns, each opportunity once: %i parts', async (parts) => {
    const night = await scored(parts);
    const [header, ...wide] = await linesOf(night, 'wide');
    expect(header).toBe('entity_id,double,score');
    const meant = Array.from({ length: COUNT }, (_, i) => {
      // The call lies four days back: in the week, and not in the three days.
      const score = callOf(i) + 10 * stageOf(i);
      return `${idOf(i)},${2 * score},${score}`;
    });
    expect(wide.toSorted()).toEqual(meant);
    const narrow = (await linesOf(night, 'narrow')).slice(1);
    expect(narrow.toSorted()).toEqual(Array.from({ length: COUNT }, (_, i) => `${idOf(i)},${100 * stageOf(i)}`));
    const only = (await linesOf(night, 'only')).slice(1);
    const won = Array.from({ length: COUNT }, (_, i) => i).filter((i) => stageOf(i) === 2);
    expect(only.toSorted()).toEqual(won.map((i) => `${idOf(i)},${callOf(i) > 0 ? callOf(i) : -1}`));
    // In the order of the prediction set's ids.
    const { blobs } = night.home.ports;
    const listed = (await blobs.list(`${runFolder(night.run)}/models/narrow/prediction`)).filter((p) =>
      p.endsWith('.ids'),
    );
    expect(listed).toHaveLength(parts);
    const ids: string[] = [];
    for (const path of listed)
      ids.push(
        ...new TextDecoder()
          .decode(await blobs.read(path))
          .trimEnd()
          .split('\n'),
      );
    expect(narrow.map((line) => line.split(',')[0])).toEqual(ids.filter((id) => id !== ''));
    const receipt = await readReceipt(blobs, night.run, 'score/only');
    expect(receipt).toMatchObject({ counts: { rows: won.length } });
  });

  it('refuses scores that are not those of the part', async () => {
    const { home, run } = await scored(1);
    await home.ports.blobs.write(scoredPath(run, 'only', 0), new Uint8Array(8));
    await forgetReceipts(home.ports.blobs, run, 'score');
    await expect(scoreModel(home.ports)({ run, model: 'only', parts: 1 }, () => undefined)).rejects.toMatchObject({
      code: 'BLOB_CORRUPT',
    });
  });
});
