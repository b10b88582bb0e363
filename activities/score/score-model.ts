import { csvLine } from '../../domain/csv-line.ts';
import { DaybreakError } from '../../domain/errors.ts';
import type { NightRun } from '../../domain/night.ts';
import { readIds } from '../../engine/libsvm-ids.ts';
import { formatFloat32 } from '../../engine/number-text-float32.ts';
import { once, type Receipt } from '../receipt.ts';
import { idsPath, manifestFile, predictionPath, scoredPath, scoresPath } from '../run-files.ts';
import { readSnapshot } from '../snapshot.ts';
import type { Verb } from '../verb.ts';

export interface ModelTask {
  readonly run: NightRun;
  readonly model: string;
  /** Shards of the opportunities. */
  readonly parts: number;
}

/** Makes a model's scores.csv of the scores of its parts; a line an opportunity in the order of the parts. */
export const scoreModel: Verb<ModelTask, Receipt> =
  (ports) =>
  ({ run, model: name, parts }, beat) =>
    once(ports.blobs, run, `score/${name}`, async () => {
      const { models, compression } = await readSnapshot(ports.blobs, run);
      const outputs = models.find((model) => model.name === name)?.manifest.outputs;
      if (!outputs) throw new TypeError(`run ${run.run} has no model "${name}"`);
      let rows = 0;
      async function* text(columns: number): AsyncGenerator<Uint8Array> {
        const encoder = new TextEncoder();
        yield encoder.encode(csvLine(['entity_id', ...(outputs ?? [])]));
        for (let part = 0; part < parts; part++) {
          const ids = readIds(await ports.blobs.read(idsPath(predictionPath(run, name, part, compression))));
          const path = scoredPath(run, name, part);
          const scores = floatsOf(await ports.blobs.read(path));
          if (scores.length !== ids.length * columns) throw otherRows(path, ids.length);
          const lines = ids.map((id, row) => {
            const values = Array.from({ length: columns }, (_, o) => scores[o * ids.length + row] ?? Number.NaN);
            return csvLine([id, ...values.map(formatFloat32)]);
          });
          rows += ids.length;
          beat(`${rows} opportunities`);
          yield encoder.encode(lines.join(''));
        }
      }
      const ref = await ports.blobs.write(scoresPath(run, name), text(outputs.length));
      return { files: [manifestFile(run, ref, rows)], counts: { rows } };
    });

/** Copied, as a view of floats has to begin on a multiple of four bytes. */
const floatsOf = (bytes: Uint8Array): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer);

const otherRows = (path: string, ids: number): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `${path} does not have the scores of the ${ids} opportunities of its part`,
    'run the night again: a new run writes all its files anew',
  );
