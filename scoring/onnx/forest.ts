/**
 * Trees side by side, the nodes of each together.
 *   root      Int32Array[trees]
 *   feature   Int32Array[nodes]    0-based column of the input; -1 at a leaf
 *   threshold Float32Array[nodes]
 *   equal     Uint8Array[nodes]    0: `yes` is taken when x < threshold; 1: when x = threshold
 *   absentYes Uint8Array[nodes]    1: NaN takes `yes`
 *   yes, no   Int32Array[nodes]    the next node
 *   weight    Float64Array[nodes]  what a leaf adds to the sum
 *   cover     Float64Array[nodes]  training rows (or their hessians) that came to the node; undefined when the model does not say
 * The sum of the leaves that a row reaches, and `base`, is its value.
 */
export interface Forest {
  readonly root: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly equal: Uint8Array;
  readonly absentYes: Uint8Array;
  readonly yes: Int32Array;
  readonly no: Int32Array;
  readonly weight: Float64Array;
  readonly cover: Float64Array | undefined;
  readonly base: number;
}

export const LEAF = -1;

/** A leaf with the way to it. `steps`: inner nodes from the root on, and whether the way takes their `yes`. */
export interface LeafPath {
  readonly leaf: number;
  readonly steps: readonly { readonly node: number; readonly yes: boolean }[];
}

/** The leaves under a node, in order; `before` are the steps that lead to the node. */
export function leavesUnder({ feature, yes, no }: Forest, node: number, before: LeafPath['steps'] = []): LeafPath[] {
  const found: LeafPath[] = [];
  const open: { node: number; steps: LeafPath['steps'] }[] = [{ node, steps: before }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (feature[at.node] === LEAF) {
      found.push({ leaf: at.node, steps: at.steps });
      continue;
    }
    open.push({ node: no[at.node] ?? 0, steps: [...at.steps, { node: at.node, yes: false }] });
    open.push({ node: yes[at.node] ?? 0, steps: [...at.steps, { node: at.node, yes: true }] });
  }
  return found;
}
