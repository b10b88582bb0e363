import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchContext } from '../context.ts';
import { megabytes, seconds, type SuiteResult } from '../section.ts';
import { measuredProcess } from './measured-process.ts';
import { differenceOf } from './same-libsvm.ts';
import { generatedTrack } from './tracks.ts';

/** What each peer's script knows by `--variant`; the first is the one that the others must agree with. */
const VARIANTS = {
  duckdb: ['explode', 'ordered', 'filter'],
  polars: ['explode', 'sorted', 'filter'],
  pyspark: ['explode', 'filter'],
} as const;

const TIMEOUT_MS = 180_000;

/** The ways in which each peer can be asked for the same file, so that a reader sees that the race takes its fastest. */
export async function benchFormulations({ size, threads, folder, packages, say }: BenchContext): Promise<SuiteResult> {
  mkdirSync(folder, { recursive: true });
  const { python = 'python3', versions } = packages;
  const track = await generatedTrack(size === 'small' ? 1_000 : 20_000, folder);
  const rows: string[][] = [];
  for (const [peer, variants] of Object.entries(VARIANTS).filter(([name]) => versions.has(name))) {
    const script = join(import.meta.dirname, `peers/${peer}_peer.py`);
    const first = join(folder, `${peer}-first.libsvm`);
    for (const name of ['T1', 'T2']) {
      for (const [i, variant] of variants.entries()) {
        const out = i === 0 ? first : join(folder, `${peer}.libsvm`);
        const task = ['--input', track.parquet, '--case', name, '--threads', String(threads), '--out', out];
        say(`${name} ${peer} ${variant}`);
        try {
          const lap = await measuredProcess(python, [python, script, ...task, '--variant', variant], TIMEOUT_MS);
          const difference = i === 0 ? undefined : differenceOf(first, out);
          const figures = [seconds(lap.wallMs), seconds(lap.cpuMs), megabytes(lap.peakBytes)];
          rows.push([name, peer, variant, ...figures, difference ?? '']);
        } catch (error) {
          say(error instanceof Error ? error.message : String(error));
          rows.push([name, peer, variant, '–', '–', '–', `did not end within ${TIMEOUT_MS / 1000} s, or failed`]);
        }
      }
    }
  }
  const section = {
    title: 'How each peer was asked',
    notes: [
      `${track.entries.toLocaleString('en-US')} generated entries, whole process, one run each. The scripts in bench/engine/peers say what each formulation is; the race takes the fastest.`,
    ],
    head: ['case', 'peer', 'formulation', 'wall s', 'CPU s', 'peak MB', ''],
    rows,
  };
  return { rows: [], sections: [section] };
}
