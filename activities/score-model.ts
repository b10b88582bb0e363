import type { NightRun } from '../domain/night.ts';
import { denseRows } from '../engine/dense-rows.ts';
import { readLibsvm } from '../engine/libsvm-reader.ts';
import { formatFloat32 } from '../engine/number-text-float32.ts';
import { csvLine } from '../domain/csv-line.ts';
import type { LoadedModel } from '../scoring/scorer.ts';
import { linesOf } from './lines.ts';
import { once, type Receipt } from './receipt.ts';
import { idsPath, manifestFile, predictionPath, scoresPath } from './run-files.ts';
import { readSnapshot } from './snapshot.ts';
import type { Ports } from './ports.ts';
import type { Verb } from './verb.ts';

export interface ModelTask {
  readonly run: NightRun;
  readonly model: string;
  /** Shards of the opportunities. */
  readonly parts: number;
}

/** Rows a call of the model: the sessions' throughput is flat from about here on (facts in docs/decisions). */
const ROWS_A_CALL = 1_024;

/** Runs one model over its prediction set; scores.csv has a line an opportunity in the order of the parts. */
export const scoreModel: Verb<ModelTask, Receipt> =
  (ports) =>
  ({ run, model: name, parts }, beat) =>
    once(ports.blobs, run, `score/${name}`, async () => {
      const snapshot = await readSnapshot(ports.blobs, run);
      const entry = snapshot.models.find((m) => m.name === name);
      if (!entry) throw new TypeError(`run ${run.run} has no model "${name}"`);
      const model = await ports.scorer.load(await ports.blobs.read(entry.blob), entry.manifest);
      let rows = 0;
      async function* text(): AsyncGenerator<Uint8Array> {
        const encoder = new TextEncoder();
        yield encoder.encode(csvLine(['entity_id', ...(entry?.manifest.outputs ?? [])]));
        for (let part = 0; part < parts; part++) {
          const lines = await scorePart(
            ports,
            model,
            snapshot.models,
            name,
            predictionPath(run, name, part, snapshot.compression),
          );
          rows += lines.length;
          beat(`${rows} opportunities`);
          yield encoder.encode(lines.join(''));
        }
      }
      try {
        const ref = await ports.blobs.write(scoresPath(run, name), text());
        return { files: [manifestFile(run, ref, rows)], counts: { rows } };
      } finally {
        await model.close();
      }
    });

async function scorePart(
  { blobs }: Ports,
  model: LoadedModel,
  models: readonly { name: string; manifest: { absent: 'NaN' | number; features: readonly string[] } }[],
  name: string,
  path: string,
): Promise<string[]> {
  const manifest = models.find((m) => m.name === name)?.manifest;
  if (!manifest) throw new TypeError(`no manifest of "${name}"`);
  const ids: string[] = [];
  for await (const id of linesOf(blobs.readStream(idsPath(path)))) ids.push(id);
  const width = manifest.features.length;
  const absent = manifest.absent === 'NaN' ? Number.NaN : manifest.absent;
  const lines: string[] = [];
  const dense = denseRows(readLibsvm(await blobs.read(path)), width, absent);
  for (let from = 0; from < ids.length; from += ROWS_A_CALL) {
    const to = Math.min(from + ROWS_A_CALL, ids.length);
    const outputs = await model.score(dense.subarray(from * width, to * width), to - from);
    for (let i = from; i < to; i++) {
      lines.push(csvLine([ids[i] ?? '', ...outputs.map((column) => formatFloat32(column[i - from] ?? Number.NaN))]));
    }
  }
  return lines;
}
