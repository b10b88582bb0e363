import type { InferenceSession } from 'onnxruntime-node';
import type { ModelManifest } from '../../domain/model-manifest.ts';
import { modelInvalid } from './model-invalid.ts';

interface Wanted {
  readonly name: string;
  /** One of them. */
  readonly types: readonly string[];
  readonly width: number;
}

/** Compares what a graph says of itself with its manifest; a wrong width or name would else show only as wrong scores. @throws DaybreakError MODEL_INVALID */
export function checkSession(session: InferenceSession, manifest: ModelManifest): void {
  const { model, outputs, padded, absent } = manifest;
  const wanted = inputsOf(manifest);
  const names = wanted.map(({ name }) => name);
  if (!sameNames(session.inputNames, names)) {
    const meant = names.length === 1 ? `the one input ${listed(names)}` : `the inputs ${listed(names)}`;
    throw modelInvalid(`${model} takes ${listed(session.inputNames)} where its manifest names ${meant}`);
  }
  for (const input of wanted) checkInput(session, model, input);
  if (padded !== undefined && absent !== 'NaN') {
    throw modelInvalid(
      `${model} has padded input, from which an absent feature is left out, and a manifest whose absent is ${absent} instead of "NaN"`,
    );
  }
  const missing = outputs.find((output) => !session.outputNames.includes(output));
  if (missing !== undefined) {
    throw modelInvalid(`${model} has no output "${missing}"; it has ${listed(session.outputNames)}`);
  }
}

const inputsOf = ({ input, features, padded }: ModelManifest): Wanted[] =>
  padded === undefined
    ? [{ name: input, types: ['float32'], width: features.length }]
    : [
        { name: input, types: ['float32'], width: padded.most },
        { name: padded.places, types: ['int32', 'int64'], width: padded.most },
      ];

function checkInput(session: InferenceSession, model: string, { name, types, width: wide }: Wanted): void {
  const found = session.inputMetadata.find((input) => input.name === name);
  if (found?.isTensor !== true || !types.includes(found.type)) {
    const type = found?.isTensor === true ? found.type : 'no tensor';
    throw modelInvalid(`the input "${name}" of ${model} is ${type} where ${types.join(' or ')} is needed`);
  }
  const [rows, width, ...more] = found.shape;
  // A graph may leave a dimension open (text) or say nothing of its shape at all.
  const fits = found.shape.length === 0 || (typeof rows !== 'number' && more.length === 0);
  if (!fits || (typeof width === 'number' && width !== wide)) {
    const shape = found.shape.join(', ');
    throw modelInvalid(`the input "${name}" of ${model} is [${shape}] where its manifest needs [rows, ${wide}]`);
  }
}

const sameNames = (found: readonly string[], meant: readonly string[]): boolean =>
  found.length === meant.length && new Set(found).size === new Set([...found, ...meant]).size;

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
