import { Tensor, type InferenceSession } from 'onnxruntime-node';
import type { ModelManifest } from '../../domain/model-manifest.ts';
import { paddedRows } from './padded-rows.ts';
import { scorerFailed } from './scorer-failed.ts';

/** What a graph is fed with for rows as LoadedModel.score has them. @throws DaybreakError SCORER_FAILED */
export function inputOf(
  session: InferenceSession,
  { model, input: name, features, padded }: ModelManifest,
  input: Float32Array,
  rows: number,
): InferenceSession.OnnxValueMapType {
  if (input.length !== rows * features.length) {
    throw scorerFailed(
      `${model} got ${input.length} numbers where ${rows} rows of ${features.length} features were meant`,
    );
  }
  if (padded === undefined) return { [name]: new Tensor('float32', unshared(input), [rows, features.length]) };
  const type = session.inputMetadata.some((i) => i.name === padded.places && i.isTensor && i.type === 'int32')
    ? 'int32'
    : 'int64';
  const made = paddedRows(input, features.length, padded, type);
  if ('row' in made) {
    throw scorerFailed(
      `row ${made.row + 1} of ${rows} has ${made.features} features where ${model} takes ${padded.most} at most`,
    );
  }
  const shape = [rows, padded.most];
  return {
    [name]: new Tensor('float32', made.values, shape),
    [padded.places]: new Tensor(type, made.places, shape),
  };
}

/** The runtime refuses memory that threads share. */
const unshared = (input: Float32Array): Float32Array =>
  input.buffer instanceof SharedArrayBuffer ? new Float32Array(input) : input;
