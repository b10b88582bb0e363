import { Model } from './onnx-proto.ts';

const FLOAT32 = 1;
export const FLOAT64 = 11;

export interface TinyModel {
  readonly weights: readonly number[];
  /** What a NaN counts as; undefined lets it through to the score. */
  readonly absentAs?: number;
  /** Width that the graph claims for its input; text leaves it open. */
  readonly width?: number | string;
  readonly inputType?: number;
  /** Scores a row; more than one makes the output [rows, columns]. */
  readonly columns?: number;
}

/** The bytes of a graph `x` [n, width] -> `score` [n, columns] = x · weights, and `double` = score + score. */
export function tinyOnnx({
  weights,
  absentAs,
  width = weights.length,
  inputType = FLOAT32,
  columns = 1,
}: TinyModel): Uint8Array {
  const dim = (size: number | string): object => (typeof size === 'number' ? { dimValue: size } : { dimParam: size });
  const value = (name: string, elemType: number, shape: (number | string)[]): object => ({
    name,
    type: { tensorType: { elemType, shape: { dim: shape.map(dim) } } },
  });
  const tensor = (name: string, dims: number[], floatData: number[]): object => ({
    name,
    dims,
    dataType: FLOAT32,
    floatData,
  });
  const node = (opType: string, input: string[], output: string): object => ({ opType, input, output: [output] });
  const matrix = weights.flatMap((weight) => Array.from({ length: columns }, () => weight));
  const present =
    absentAs === undefined
      ? [node('Identity', ['x'], 'clean')]
      : [node('IsNaN', ['x'], 'nan'), node('Where', ['nan', 'fill', 'x'], 'clean')];
  const model = {
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'tiny',
      node: [...present, node('MatMul', ['clean', 'w'], 'score'), node('Add', ['score', 'score'], 'double')],
      initializer: [
        tensor('w', [weights.length, columns], matrix),
        ...(absentAs === undefined ? [] : [tensor('fill', [1], [absentAs])]),
      ],
      input: [value('x', inputType, ['n', width])],
      output: [value('score', FLOAT32, ['n', columns]), value('double', FLOAT32, ['n', columns])],
    },
  };
  return Model.encode(Model.fromObject(model)).finish();
}
