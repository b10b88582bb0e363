import type { Forest } from './forest.ts';
import { mergePath, placesOn } from './path-elements.ts';
import { addPathShapley } from './path-shapley.ts';
import type { LeafGroup } from './shap-groups.ts';

/**
 * The contributions of every group of leaves for every way its nodes can decide.
 *   nodeStart    Int32Array[groups + 1]  node[nodeStart[g]] .. are the group's nodes; node i is bit i of a pattern
 *   featureStart Int32Array[groups + 1]  feature[featureStart[g]] .. are the features on their paths
 *   tableStart   Int32Array[groups]      table[tableStart[g] + pattern * features + f]
 */
export interface ShapTables {
  readonly nodeStart: Int32Array;
  readonly node: Int32Array;
  readonly featureStart: Int32Array;
  readonly feature: Int32Array;
  readonly tableStart: Int32Array;
  readonly table: Float64Array;
}

/** Numbers in the tables of these groups. */
export const tableSize = (forest: Forest, groups: readonly LeafGroup[]): number =>
  groups.reduce((sum, group) => sum + 2 ** group.nodes.length * featuresOf(forest, group).length, 0);

/** 2^nodes × features numbers a group (tableSize says how many), so groups have few nodes. */
export function tabulate(forest: Forest, groups: readonly LeafGroup[]): ShapTables {
  const features = groups.map((group) => featuresOf(forest, group));
  const table = new Float64Array(tableSize(forest, groups));
  const tableStart = new Int32Array(groups.length);
  let at = 0;
  for (const [g, group] of groups.entries()) {
    tableStart[g] = at;
    fillTable(forest, group, features[g] ?? [], table, at);
    at += 2 ** group.nodes.length * (features[g]?.length ?? 0);
  }
  return {
    nodeStart: starts(groups.map(({ nodes }) => nodes)),
    node: Int32Array.from(groups.flatMap(({ nodes }) => nodes)),
    featureStart: starts(features),
    feature: Int32Array.from(features.flat()),
    tableStart,
    table,
  };
}

function fillTable(
  forest: Forest,
  { nodes, leaves }: LeafGroup,
  features: readonly number[],
  table: Float64Array,
  start: number,
): void {
  const bitOf = new Map(nodes.map((node, bit) => [node, bit]));
  const placeOf = new Map(features.map((feature, place) => [feature, place]));
  for (const path of leaves.map((leaf) => mergePath(forest, leaf))) {
    const to = [...path.feature].map((feature) => placeOf.get(feature) ?? 0);
    for (let pattern = 0; pattern < 2 ** nodes.length; pattern++) {
      const on = placesOn(path, (node) => ((pattern >> (bitOf.get(node) ?? 0)) & 1) === 1);
      const row = start + pattern * features.length;
      addPathShapley(path, on, forest.weight[path.leaf] ?? 0, table, (place) => row + (to[place] ?? 0));
    }
  }
}

const featuresOf = (forest: Forest, { nodes }: LeafGroup): number[] => [
  ...new Set(nodes.map((node) => forest.feature[node] ?? 0)),
];

/** Where each list begins when all stand one behind the other, and the end. */
function starts(lists: readonly (readonly unknown[])[]): Int32Array {
  const start = new Int32Array(lists.length + 1);
  for (const [i, list] of lists.entries()) start[i + 1] = (start[i] ?? 0) + list.length;
  return start;
}
