import { Model } from './onnx-proto.ts';

export const MODES = ['BRANCH_LT', 'BRANCH_LEQ', 'BRANCH_GT', 'BRANCH_GTE', 'BRANCH_EQ', 'BRANCH_NEQ'] as const;

export type Tree =
  | { readonly weights: readonly number[]; readonly cover: number }
  | {
      readonly feature: number;
      readonly threshold: number;
      readonly mode: (typeof MODES)[number];
      readonly absentTrue: boolean;
      readonly whenTrue: Tree;
      readonly whenFalse: Tree;
    };

export const coverOf = (tree: Tree): number =>
  'weights' in tree ? tree.cover : coverOf(tree.whenTrue) + coverOf(tree.whenFalse);

export interface TreesAsked {
  readonly trees: readonly Tree[];
  readonly width: number;
  /** One a column of the ensemble. */
  readonly bases: readonly number[];
  readonly covers?: boolean;
  readonly sigmoid?: boolean;
  readonly average?: boolean;
  /** The outputs `score` and `other` are columns 0 and 1; else `score` is the one column there is. */
  readonly split?: boolean;
}

/** The bytes of a graph `x` [n, width] -> trees -> `score` [n, 1], and `other` where it is split. */
export function treesOnnx({ trees, width, bases, covers = true, sigmoid, average, split }: TreesAsked): Uint8Array {
  const nodes = trees.flatMap((tree, t) => flatten(tree, t));
  const leaves = nodes.flatMap((node) => ('weights' in node.tree ? [{ ...node, weights: node.tree.weights }] : []));
  const weighted = leaves.flatMap((leaf) => leaf.weights.map((weight, column) => ({ ...leaf, weight, column })));
  const floats = (name: string, values: readonly number[]): object => ({ name, floats: values, type: 6 });
  const ints = (name: string, values: readonly number[]): object => ({ name, ints: values, type: 7 });
  const text = (name: string, value: string): object => ({ name, s: Buffer.from(value), type: 3 });
  const branch = <T>(of: (tree: Exclude<Tree, { weights: unknown }>) => T, leaf: T): T[] =>
    nodes.map(({ tree }) => ('weights' in tree ? leaf : of(tree)));
  const attribute = [
    ints(
      'nodes_treeids',
      nodes.map((n) => n.treeId),
    ),
    ints(
      'nodes_nodeids',
      nodes.map((n) => n.id),
    ),
    ints(
      'nodes_featureids',
      branch((b) => b.feature, 0),
    ),
    floats(
      'nodes_values',
      branch((b) => b.threshold, 0),
    ),
    { name: 'nodes_modes', strings: branch<string>((b) => b.mode, 'LEAF').map((mode) => Buffer.from(mode)), type: 8 },
    ints(
      'nodes_truenodeids',
      nodes.map((n) => n.trueId),
    ),
    ints(
      'nodes_falsenodeids',
      nodes.map((n) => n.falseId),
    ),
    ints(
      'nodes_missing_value_tracks_true',
      branch((b) => Number(b.absentTrue), 0),
    ),
    ...(covers
      ? [
          floats(
            'nodes_hitrates',
            nodes.map(({ tree }) => coverOf(tree)),
          ),
        ]
      : []),
    ints(
      'target_treeids',
      weighted.map((w) => w.treeId),
    ),
    ints(
      'target_nodeids',
      weighted.map((w) => w.id),
    ),
    ints(
      'target_ids',
      weighted.map((w) => w.column),
    ),
    floats(
      'target_weights',
      weighted.map((w) => w.weight),
    ),
    floats('base_values', bases),
    { name: 'n_targets', i: bases.length, type: 2 },
    text('aggregate_function', average === true ? 'AVERAGE' : 'SUM'),
    text('post_transform', 'NONE'),
  ];
  const value = (name: string, shape: (number | string)[]): object => ({
    name,
    type: {
      tensorType: {
        elemType: 1,
        shape: { dim: shape.map((d) => (typeof d === 'number' ? { dimValue: d } : { dimParam: d })) },
      },
    },
  });
  const outputs = split === true ? ['score', 'other'] : ['score'];
  const step = (opType: string, input: string[], output: string, attributes: object[] = []): object => ({
    opType,
    input,
    output: [output],
    attribute: attributes,
  });
  const steps = outputs.flatMap((output, column) => [
    ...(split === true
      ? [step('Gather', ['sums', `column${column}`], `sum${column}`, [{ name: 'axis', i: 1, type: 2 }])]
      : []),
    step(sigmoid === true ? 'Sigmoid' : 'Identity', [split === true ? `sum${column}` : 'sums'], output),
  ]);
  const model = {
    irVersion: 8,
    opsetImport: [
      { domain: '', version: 17 },
      { domain: 'ai.onnx.ml', version: 3 },
    ],
    graph: {
      name: 'trees',
      node: [
        { opType: 'TreeEnsembleRegressor', domain: 'ai.onnx.ml', input: ['x'], output: ['sums'], attribute },
        ...steps,
      ],
      initializer:
        split === true
          ? outputs.map((_, column) => ({ name: `column${column}`, dims: [1], dataType: 7, int64Data: [column] }))
          : [],
      input: [value('x', ['n', width])],
      output: outputs.map((output) => value(output, ['n', 1])),
    },
  };
  return Model.encode(Model.fromObject(model)).finish();
}

interface FlatNode {
  readonly tree: Tree;
  readonly treeId: number;
  readonly id: number;
  readonly trueId: number;
  readonly falseId: number;
}

/** The nodes of a tree, each before those under it. */
function flatten(tree: Tree, treeId: number): FlatNode[] {
  const nodes: FlatNode[] = [];
  const visit = (at: Tree): number => {
    const id = nodes.length;
    nodes.push({ tree: at, treeId, id, trueId: 0, falseId: 0 });
    if (!('weights' in at))
      nodes[id] = { tree: at, treeId, id, trueId: visit(at.whenTrue), falseId: visit(at.whenFalse) };
    return id;
  };
  visit(tree);
  return nodes;
}
