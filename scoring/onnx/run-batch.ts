import type { InferenceSession } from 'onnxruntime-node';
import type { ModelManifest } from '../../domain/model-manifest.ts';
import { inputOf } from './model-input.ts';
import { scorerFailed } from './scorer-failed.ts';

/** Scores rows; see LoadedModel.score. @throws DaybreakError SCORER_FAILED */
export async function runBatch(
  session: InferenceSession,
  manifest: ModelManifest,
  input: Float32Array,
  rows: number,
): Promise<Float32Array[]> {
  const { model, outputs } = manifest;
  const fed = inputOf(session, manifest, input, rows);
  if (rows === 0) return outputs.map(() => new Float32Array(0));
  let result: InferenceSession.OnnxValueMapType;
  try {
    result = await session.run(fed, outputs);
  } catch (cause) {
    throw scorerFailed(
      `${model} failed on a batch of ${rows} rows: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    );
  }
  return outputs.map((output) => columnOf(model, output, result[output], rows));
}

function columnOf(
  model: string,
  output: string,
  tensor: InferenceSession.OnnxValueMapType[string] | undefined,
  rows: number,
): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) {
    throw scorerFailed(`the output "${output}" of ${model} is ${tensor?.type ?? 'missing'} where float32 is needed`);
  }
  const { data, dims } = tensor;
  if (data.length !== rows || dims[0] !== rows) {
    throw scorerFailed(
      `the output "${output}" of ${model} is [${dims.join(', ')}] where one number for each of ${rows} rows is needed`,
    );
  }
  const bad = data.findIndex((score) => !Number.isFinite(score));
  if (bad >= 0)
    throw scorerFailed(`the output "${output}" of ${model} is ${String(data[bad])} for row ${bad + 1} of ${rows}`);
  return data;
}
