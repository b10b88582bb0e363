import { columnsOf } from '../../domain/feature-index.ts';
import type { SceneCounts } from '../../domain/gate-measures.ts';
import type { NightRun } from '../../domain/night.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import type { Parts } from '../../domain/parts.ts';
import type { ValueSketch } from '../../domain/value-sketch.ts';
import { readLibsvm } from '../../engine/libsvm-reader.ts';
import { valueTally } from '../../engine/value-tally.ts';
import { hasPiece, writePiece } from './measure-files.ts';
import type { Ports } from '../ports.ts';
import { featuresPath } from '../run-files.ts';
import { readSnapshot } from '../snapshot.ts';
import type { Verb } from '../verb.ts';

/**
 * Counts the values of some parts of every scene, once a run. It holds one part at a time, and a number for each bucket that has a value.
 * @returns how many opportunities the scenes have in these parts, together; 0 where they were counted before
 */
export const measureParts: Verb<{ readonly run: NightRun } & Parts, number> =
  (ports) =>
  async ({ run, ...piece }, beat) => {
    if (await hasPiece(ports.blobs, run, piece)) return 0;
    const snapshot = await readSnapshot(ports.blobs, run);
    const counts: SceneCounts[] = [];
    for (const { name } of snapshot.scenes) {
      counts.push(await countScene(ports, run, snapshot, name, piece));
      beat(`${name}: ${piece.to - piece.from} parts`);
    }
    await writePiece(ports.blobs, run, piece, counts);
    return counts.reduce((sum, { rows }) => sum + rows, 0);
  };

async function countScene(
  { blobs }: Ports,
  run: NightRun,
  { index, compression }: NightSnapshot,
  scene: string,
  { from, to }: Parts,
): Promise<SceneCounts> {
  const tally = valueTally(index.entries.length);
  let rows = 0;
  for (let part = from; part < to; part++) {
    const lines = readLibsvm(await blobs.read(featuresPath(run, scene, part, compression)));
    tally.add(lines);
    rows += lines.label.length;
  }
  const features = Array.from(columnsOf(index)).flatMap(([feature, column]): [string, ValueSketch][] => {
    const sketch = tally.sketch(column);
    return sketch ? [[feature, sketch]] : [];
  });
  return { scene, rows, features: Object.fromEntries(features) };
}
