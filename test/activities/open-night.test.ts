import { describe, expect, it } from 'vitest';
import { nextRun, openNight } from '../../activities/open-night.ts';
import { nightFolder } from '../../domain/night.ts';
import { tinyOnnx } from '../scoring/tiny-onnx.ts';
import { NAME, whyHome } from './why-home.ts';

const ROWS = ['opportunity,1,stage,,,ASOF,,,attr:stage,new|won,'];

describe('beginning a run', () => {
  it('counts runs, and nothing else that lies beside them', async () => {
    const { ports } = await whyHome();
    const request = { dictionary: NAME, date: '2026-03-05', scene: undefined, population: undefined };
    const runs = `${nightFolder(request)}/runs`;
    expect(await nextRun(ports, request)).toBe(1);
    for (const name of ['1', '2', '10', '1.bak', 'NaN']) await ports.blobs.write(`${runs}/${name}/a`, Buffer.from(''));
    expect(await nextRun(ports, request)).toBe(11);
  });

  it('keeps no model under the name of another that lay there when it began to look', async () => {
    const home = await whyHome({ scenes: { all: { models: ['m'] } } });
    await home.dictionary(ROWS);
    const [before, after] = [1, 2].map((weight) => tinyOnnx({ weights: [weight], absentAs: 0 }));
    await home.model('m', before ?? new Uint8Array(0), ['stage_ASOF']);
    const { ports } = home;
    let reads = 0;
    const dictionaries = {
      ...ports.dictionaries,
      // Copied in after the night has named its models and tried them.
      readModel: async (...of: Parameters<typeof ports.dictionaries.readModel>) =>
        ++reads > 2 ? (after ?? new Uint8Array(0)) : ports.dictionaries.readModel(...of),
    };
    const request = { dictionary: NAME, date: '2026-03-05', scene: undefined, population: undefined };
    const begun = openNight({ ...ports, dictionaries })(request, () => undefined);
    await expect(begun).rejects.toMatchObject({
      code: 'STATE_BUSY',
      message: 'the file of the model m changed while the night began',
    });
    expect(await ports.blobs.list(`${NAME}/models`)).toEqual([]);
    await openNight(ports)(request, () => undefined);
    expect(await ports.blobs.list(`${NAME}/models`)).toHaveLength(1);
  });
});
