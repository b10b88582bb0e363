import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const TRAINING = join(import.meta.dirname, '../../training');
const python = process.env['DAYBREAK_PYTHON'] ?? 'python3';
const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };

const said = (call: string): string => {
  const program = `import sys; sys.path.insert(0, ${JSON.stringify(TRAINING)}); from refusals import *; ${call}; print('went on')`;
  const { stdout, stderr } = spawnSync(python, ['-c', program], { encoding: 'utf8', env });
  return `${stdout}${stderr}`.trim();
};

describe('what a training refuses', () => {
  it('is said with what to do', () => {
    expect(said("refuse_one_kind('the night of D', 3, 1, 'name another')")).toBe('went on');
    expect(said("refuse_one_kind('the night of D', 1200, 0, 'name another')")).toBe(
      'the night of D: 1,200 opportunities have a label, and every one is negative, so nothing can be told apart; name another',
    );
    expect(said("refuse_one_kind('x', 3, 3, 'name another')")).toContain('every one is positive');
    expect(said('refuse_no_features(0, 9, 2, 12)')).toMatch(/^index\.csv has no feature/);
    const none = said('refuse_no_features(300, 9, 2, 12)');
    expect(none).toContain('of 300, none tells 9 opportunities with a label, 2 of them positive, apart');
    expect(none).toContain('takes 48 at least, by min_child_weight): train on more nights');
  });
});

describe('train.py', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-training-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A few opportunities of two nights, with a feature that says nothing. @param labels of O-0, O-1 … on both nights */
  async function trained(labels: readonly number[]): Promise<string> {
    const dictionary = join(folder, 'dictionary');
    await mkdir(dictionary, { recursive: true });
    await writeFile(join(dictionary, 'index.csv'), 'column,feature,state,hash\n1,call_SUM_7d,active,x\n');
    const dates = ['2026-03-02', '2026-03-09'];
    for (const date of dates) {
      const features = join(folder, 'nights', date, 'runs/1/features/claim');
      await mkdir(features, { recursive: true });
      await writeFile(join(folder, 'nights', date, 'manifest.json'), '{"run":1,"time_zone":"UTC"}');
      await writeFile(join(features, 'part-00000.libsvm'), labels.map(() => '0 1:1\n').join(''));
      await writeFile(join(features, 'part-00000.ids'), labels.map((_, i) => `O-${i}\n`).join(''));
    }
    const rows = dates.flatMap((date) =>
      labels.map((label, i) => `opportunity,O-${i},${date},${label},${date}T01:00:00Z`),
    );
    const csv = `${['entity_type,entity_id,as_of,label,label_time', ...rows].join('\n')}\n`;
    await writeFile(join(folder, 'labels.csv.gz'), gzipSync(csv));
    const places = ['--dictionary', dictionary, '--nights', join(folder, 'nights'), '--drop', folder];
    const asked = ['--train', dates[0] ?? '', '--test', dates[1] ?? '', '--scene', 'claim', '--model', 'win'];
    const { status, stderr } = spawnSync(python, [join(TRAINING, 'train.py'), ...places, ...asked], {
      encoding: 'utf8',
      env,
    });
    expect(status).toBe(1);
    return stderr;
  }

  it('ends with a sentence and no traceback where no feature is chosen, or labels are all alike', async (context) => {
    if (spawnSync(python, ['-c', 'import numpy, onnx, scipy, xgboost']).status !== 0)
      context.skip(`${python} has no XGBoost (DAYBREAK_PYTHON may name another): that training ends so is not tested`);
    const chosen = await trained([1, 0, 0, 1]);
    expect(chosen).toContain(
      'no feature was chosen: of 1, none tells 4 opportunities with a label, 2 of them positive, apart',
    );
    expect(chosen).not.toContain('Traceback');
    expect(await trained([0, 0, 0])).toContain(
      'the training nights: 3 opportunities have a label, and every one is negative',
    );
  });
});
