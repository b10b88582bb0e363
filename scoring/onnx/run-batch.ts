import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { DaybreakError } from '../../domain/errors.ts';
import type { ModelManifest } from '../../domain/model-manifest.ts';

const NEXT =
  'score these rows with the model alone to see which feature it stumbles over, then mend or leave out the model';

/** Scores rows; see LoadedModel.score. @throws DaybreakError SCORER_FAILED */
export async function runBatch(
  session: InferenceSession,
  { model, input: inputName, outputs, features }: ModelManifest,
  input: Float32Array,
  rows: number,
): Promise<Float32Array[]> {
  if (input.length !== rows * features.length) {
    throw failed(`${model} got ${input.length} numbers where ${rows} rows of ${features.length} features were meant`);
  }
  if (rows === 0) return outputs.map(() => new Float32Array(0));
  const tensor = new Tensor('float32', unshared(input), [rows, features.length]);
  let result: InferenceSession.OnnxValueMapType;
  try {
    result = await session.run({ [inputName]: tensor }, outputs);
  } catch (cause) {
    throw failed(
      `${model} failed on a batch of ${rows} rows: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    );
  }
  return outputs.map((output) => columnOf(model, output, result[output], rows));
}

/** The runtime refuses memory that threads share. */
const unshared = (input: Float32Array): Float32Array =>
  input.buffer instanceof SharedArrayBuffer ? new Float32Array(input) : input;

function columnOf(
  model: string,
  output: string,
  tensor: InferenceSession.OnnxValueMapType[string] | undefined,
  rows: number,
): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) {
    throw failed(`the output "${output}" of ${model} is ${tensor?.type ?? 'missing'} where float32 is needed`);
  }
  const { data, dims } = tensor;
  if (data.length !== rows || dims[0] !== rows) {
    throw failed(
      `the output "${output}" of ${model} is [${dims.join(', ')}] where one number for each of ${rows} rows is needed`,
    );
  }
  const bad = data.findIndex((score) => !Number.isFinite(score));
  if (bad >= 0)
    throw failed(`the output "${output}" of ${model} is ${String(data[bad])} for row ${bad + 1} of ${rows}`);
  return data;
}

const failed = (message: string, cause?: unknown): DaybreakError =>
  new DaybreakError('SCORER_FAILED', message, NEXT, cause);
