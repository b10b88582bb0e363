import type { InferenceSession } from 'onnxruntime-node';
import type { ModelManifest } from '../../domain/model-manifest.ts';
import { modelInvalid } from './model-invalid.ts';

/** Compares what a graph says of itself with its manifest; a wrong width or name would else show only as wrong scores. @throws DaybreakError MODEL_INVALID */
export function checkSession(session: InferenceSession, { model, input, outputs, features }: ModelManifest): void {
  const [only, ...others] = session.inputMetadata;
  if (only?.name !== input || others.length > 0) {
    throw modelInvalid(
      `${model} takes ${listed(session.inputNames)} where its manifest names the one input "${input}"`,
    );
  }
  if (!only.isTensor || only.type !== 'float32') {
    throw modelInvalid(
      `the input "${input}" of ${model} is ${only.isTensor ? only.type : 'no tensor'} where float32 is needed`,
    );
  }
  const [rows, width, ...more] = only.shape;
  // A graph may leave a dimension open (text) or say nothing of its shape at all.
  const fits = only.shape.length === 0 || (typeof rows !== 'number' && more.length === 0);
  if (!fits || (typeof width === 'number' && width !== features.length)) {
    const shape = only.shape.join(', ');
    throw modelInvalid(
      `the input "${input}" of ${model} is [${shape}] where its manifest needs [rows, ${features.length}]`,
    );
  }
  const missing = outputs.find((output) => !session.outputNames.includes(output));
  if (missing !== undefined) {
    throw modelInvalid(`${model} has no output "${missing}"; it has ${listed(session.outputNames)}`);
  }
}

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
