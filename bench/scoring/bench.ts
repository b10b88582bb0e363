import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { counted } from '../../domain/counted.ts';
import type { BenchContext } from '../context.ts';
import { peerPackages } from '../engine/peer-packages.ts';
import type { BenchRow } from '../row.ts';
import { times, type SuiteResult } from '../section.ts';
import { readScoringData, type Spent, timeToExplain, timeToScore } from './ours.ts';

const run = promisify(execFile);
const SHAP_ROUNDS = 3;
/** Fewer with more models: the whole of it is to take eight minutes at most. */
const roundsOf = (models: number): number => (models < 10 ? 5 : models < 50 ? 3 : 1);
const spentSchema = z.object({ wall: z.number(), cpu: z.number() });
const shapSchema = z.object({ xgboost: spentSchema });
const peersSchema = shapSchema.extend({ onnxruntime: spentSchema });

/** Scoring and explaining with trees, one thread each, rows in memory, ours and Python's by turns. */
export async function benchScoring({ size, folder, say }: BenchContext): Promise<SuiteResult> {
  const { python, missing } = await peerPackages(say, join(import.meta.dirname, 'peers/requirements.txt'));
  if (python === undefined || missing.length > 0) throw new Error(`scoring has no peers: ${missing.join('; ')}`);
  const peer = async (...args: string[]): Promise<unknown> => {
    const { stdout } = await run(python, [join(import.meta.dirname, 'peers/peer.py'), ...args], { maxBuffer: 1 << 24 });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  };
  const [rows, counts, explained] = size === 'full' ? [200_000, [1, 10, 50], 20_000] : [20_000, [1, 5], 2_000];
  mkdirSync(folder, { recursive: true });
  say(`training ${Math.max(...counts)} models`);
  await peer('prepare', folder, String(rows), String(Math.max(...counts)));
  const data = readScoringData(folder);

  const found: BenchRow[] = [];
  const table: string[][] = [];
  const add = (name: string, total: number, unit: string, ours: Spent[], peers: Record<string, Spent[]>): void => {
    const rate = `${Math.round(total / median(ours.map(({ wall }) => wall))).toLocaleString('en-US')} ${unit}/s`;
    for (const [other, theirs] of Object.entries(peers)) {
      const ratioOf = (of: keyof Spent): number =>
        median(theirs.map((spent, i) => spent[of] / (ours[i]?.[of] ?? Number.NaN)));
      const row = { suite: 'scoring', case: name, peer: other };
      found.push({ ...row, metric: 'rate', ratio: ratioOf('wall') }, { ...row, metric: 'cpu', ratio: ratioOf('cpu') });
      table.push([name, other, rate, times(ratioOf('wall')), times(ratioOf('cpu'))]);
    }
  };
  let memory = '';
  for (const models of counts) {
    const [ours, xgboost, onnxruntime]: [Spent[], Spent[], Spent[]] = [[], [], []];
    for (let round = 0; round < roundsOf(models); round++) {
      const { spent, grownBytes } = await timeToScore(data, models);
      ours.push(spent);
      memory = `${counted(models, 'model')} took ${Math.ceil(grownBytes / 2 ** 20)} MiB beside the rows`;
      const theirs = peersSchema.parse(await peer('run', folder, String(models)));
      xgboost.push(theirs.xgboost);
      onnxruntime.push(theirs.onnxruntime);
    }
    add(counted(models, 'model'), rows * models, 'scores', ours, {
      'xgboost (inplace_predict)': xgboost,
      'onnxruntime (Python)': onnxruntime,
    });
    say(`${models} models are scored`);
  }
  const [ours, theirs, compile]: [Spent[], Spent[], number[]] = [[], [], []];
  let worst = 0;
  for (let round = 0; round < SHAP_ROUNDS; round++) {
    const { spent, compiled, values } = await timeToExplain(data, explained);
    ours.push(spent);
    compile.push(compiled.wall);
    theirs.push(shapSchema.parse(await peer('shap', folder, String(explained))).xgboost);
    worst = Math.max(worst, farthest(values, join(folder, 'shap.f32')));
  }
  if (!(worst < 1e-5)) throw new Error(`contributions differ from xgboost's by ${worst}`);
  add('contributions of every feature', explained, 'rows', ours, { 'xgboost (pred_contribs)': theirs });
  const notes = [
    'One thread each, rows in memory as float32, 40% of them absent, models of 60 features and 100 trees of depth 4; the median of rounds by turns. A ratio above 1: Daybreak does better.',
    `Loaded and scoring, ${memory}.`,
    `Contributions differ by ${worst.toExponential(1)} at most. Loading a model and making its tables took ${median(compile).toFixed(2)} s, which is not in the rate.`,
  ];
  return {
    rows: found,
    sections: [
      {
        title: 'Scoring and reasons',
        notes,
        head: ['case', 'peer', 'Daybreak', 'ratio', 'of CPU seconds'],
        rows: table,
      },
    ],
  };
}

function farthest(values: Float64Array, file: string): number {
  const bytes = readFileSync(file);
  const theirs = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  if (theirs.length !== values.length) return Number.POSITIVE_INFINITY;
  return values.reduce((most, value, i) => Math.max(most, Math.abs(value - (theirs[i] ?? Number.NaN))), 0);
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
