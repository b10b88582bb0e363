import { wholeNumbers, type OnnxAttribute, type OnnxGraph, type OnnxNode } from './graph.ts';
import type { Forest } from './forest.ts';
import { forestOf } from './tree-nodes.ts';

/** An output that is a sum of trees, or the logistic function of one. */
export interface TreeOutput {
  readonly forest: Forest;
  readonly scale: 'log-odds' | 'score';
}

/** Steps that change the shape of a column at most. */
const SHAPES = new Set(['Identity', 'Cast', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze']);

/**
 * Follows an output of a graph back to the trees that make it; undefined when anything else stands between them and the input. A guess from
 * the graph alone: who uses it compares its values with those of the model.
 */
export function treesBehind(graph: OnnxGraph, input: string, output: string): TreeOutput | undefined {
  const makerOf = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node] as const)));
  let tensor = output;
  let column: number | undefined;
  let scale: TreeOutput['scale'] = 'score';
  for (;;) {
    const node = makerOf.get(tensor);
    if (node === undefined) return undefined;
    if (node.opType === 'TreeEnsembleRegressor' || node.opType === 'TreeEnsembleClassifier') {
      if (sourceOf(makerOf, node.input[0] ?? '') !== input) return undefined;
      return node.opType === 'TreeEnsembleRegressor'
        ? regressor(node, column ?? 0, scale)
        : classifier(node, tensor, column, scale);
    }
    if (node.opType === 'Sigmoid' && scale === 'score') scale = 'log-odds';
    else if ((node.opType === 'Gather' || node.opType === 'ArrayFeatureExtractor') && column === undefined) {
      column = chosenColumn(graph, makerOf, node);
      if (column === undefined) return undefined;
    } else if (!SHAPES.has(node.opType) && !scales(graph, node)) return undefined;
    tensor = node.input[0] ?? '';
  }
}

/** LightGBM's converter multiplies by a constant 1; any other factor shows when values are compared. */
const scales = ({ initializer }: OnnxGraph, { opType, input }: OnnxNode): boolean =>
  opType === 'Mul' && initializer.some(({ name }) => name === input[1]);

function sourceOf(makerOf: ReadonlyMap<string, OnnxNode>, tensor: string): string {
  const node = makerOf.get(tensor);
  return node !== undefined && SHAPES.has(node.opType) ? sourceOf(makerOf, node.input[0] ?? '') : tensor;
}

function chosenColumn(graph: OnnxGraph, makerOf: ReadonlyMap<string, OnnxNode>, node: OnnxNode): number | undefined {
  const name = node.input[1] ?? '';
  const constant =
    graph.initializer.find((tensor) => tensor.name === name) ??
    makerOf.get(name)?.attribute.find((attribute) => attribute.name === 'value')?.t;
  const places = constant ? wholeNumbers(constant) : [];
  return places.length === 1 ? places[0] : undefined;
}

function regressor(node: OnnxNode, column: number, outside: TreeOutput['scale']): TreeOutput | undefined {
  const forest = forestOf(node, column);
  const scale = withTransform(node, outside);
  const aggregate = textOf(node, 'aggregate_function') ?? 'SUM';
  if (forest === undefined || scale === undefined) return undefined;
  if (aggregate === 'SUM') return { forest, scale };
  if (aggregate !== 'AVERAGE') return undefined;
  return { forest: { ...forest, weight: forest.weight.map((weight) => weight / forest.root.length) }, scale };
}

/** Of two classes with one sum of trees between them: the second has its logistic function, the first what is left. */
function classifier(
  node: OnnxNode,
  tensor: string,
  column: number | undefined,
  outside: TreeOutput['scale'],
): TreeOutput | undefined {
  const ids = attributeOf(node, 'class_ids')?.ints ?? [];
  const forest = forestOf(node, ids[0] ?? 0);
  const one = ids.length > 0 && ids.every((id) => id === ids[0]);
  if (forest === undefined || tensor !== node.output[1] || column === undefined || !one) return undefined;
  const base = attributeOf(node, 'base_values')?.floats.at(-1) ?? 0;
  if (textOf(node, 'post_transform') !== 'LOGISTIC' || outside !== 'score') return undefined;
  const whole = { ...forest, base };
  return { forest: column === 1 ? whole : negated(whole), scale: 'log-odds' };
}

const negated = (forest: Forest): Forest => ({
  ...forest,
  base: -forest.base,
  weight: forest.weight.map((weight) => -weight),
});

function withTransform(node: OnnxNode, outside: TreeOutput['scale']): TreeOutput['scale'] | undefined {
  const transform = textOf(node, 'post_transform') ?? 'NONE';
  if (transform === 'NONE') return outside;
  return transform === 'LOGISTIC' && outside === 'score' ? 'log-odds' : undefined;
}

const attributeOf = (node: OnnxNode, name: string): OnnxAttribute | undefined =>
  node.attribute.find((attribute) => attribute.name === name);

function textOf(node: OnnxNode, name: string): string | undefined {
  const text = new TextDecoder().decode(attributeOf(node, name)?.s ?? new Uint8Array(0));
  return text === '' ? undefined : text;
}
