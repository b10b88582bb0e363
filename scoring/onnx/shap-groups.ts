import { LEAF, leavesUnder, type Forest, type LeafPath } from './forest.ts';

/** Leaves whose contributions are looked up together: they depend on the decisions of few nodes. */
export interface LeafGroup {
  /** Inner nodes, those above the leaves first; bit i of a pattern says whether a row takes the `yes` of node i. */
  readonly nodes: readonly number[];
  readonly leaves: readonly LeafPath[];
}

/** `groups` in the order of the trees; `deep`: leaves too far down for any group. */
export interface Cut {
  readonly groups: readonly LeafGroup[];
  readonly deep: readonly LeafPath[];
}

/**
 * Cuts every tree into subtrees, as large as they can be with at most `most` nodes above and in them: fewer, larger groups are fewer
 * look-ups a row, and each node more doubles a group's table.
 */
export function cutIntoGroups(forest: Forest, most: number): Cut {
  const groups: LeafGroup[] = [];
  const deep: LeafPath[] = [];
  const visit = (node: number, above: LeafPath['steps']): void => {
    const leaves = leavesUnder(forest, node, above);
    const inner = new Set(leaves.flatMap(({ steps }) => steps.map((step) => step.node)));
    if (inner.size <= most) groups.push({ nodes: [...inner], leaves });
    else if (forest.feature[node] === LEAF) deep.push(...leaves);
    else {
      visit(forest.yes[node] ?? 0, [...above, { node, yes: true }]);
      visit(forest.no[node] ?? 0, [...above, { node, yes: false }]);
    }
  };
  for (const root of forest.root) visit(root, []);
  return { groups, deep };
}
