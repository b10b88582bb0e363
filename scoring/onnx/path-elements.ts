import type { Forest, LeafPath } from './forest.ts';
import type { PathElements } from './path-shapley.ts';

/** A path with the steps of each feature taken together. Step s belongs to place placeOf[s]. */
export interface MergedPath extends PathElements {
  readonly leaf: number;
  readonly steps: LeafPath['steps'];
  readonly placeOf: readonly number[];
}

/** Merges the steps on the same feature: the feature keeps to the path when it takes all of them, and their shares multiply. */
export function mergePath(forest: Forest, { leaf, steps }: LeafPath): MergedPath {
  const places = new Map<number, number>();
  const unknown: number[] = [];
  const placeOf = steps.map(({ node, yes }) => {
    const feature = forest.feature[node] ?? 0;
    const place = places.get(feature) ?? places.size;
    places.set(feature, place);
    unknown[place] = (unknown[place] ?? 1) * shareOf(forest, node, yes);
    return place;
  });
  return { leaf, steps, placeOf, feature: Int32Array.from(places.keys()), unknown: Float64Array.from(unknown) };
}

/** The share of an unknown feature that goes this way: by the covers, else all of it the way of an absent one. */
function shareOf({ cover, yes: yesOf, no: noOf, absentYes }: Forest, node: number, yes: boolean): number {
  if (cover === undefined) return (absentYes[node] === 1) === yes ? 1 : 0;
  const [left, right] = [cover[yesOf[node] ?? 0] ?? 0, cover[noOf[node] ?? 0] ?? 0];
  // No training row came here, and the share of the node itself is 0.
  if (left + right === 0) return 1 / 2;
  return (yes ? left : right) / (left + right);
}

/** Which places keep to the path, given for each step whether the row takes its node's `yes`. */
export function placesOn({ steps, placeOf, unknown }: MergedPath, takesYes: (node: number) => boolean): Uint8Array {
  const on = new Uint8Array(unknown.length).fill(1);
  for (const [s, { node, yes }] of steps.entries()) if (takesYes(node) !== yes) on[placeOf[s] ?? 0] = 0;
  return on;
}
