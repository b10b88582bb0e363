import type { OnnxNode } from './graph.ts';
import { LEAF, type Forest } from './forest.ts';

/** Names of the attributes that hold the leaves, which differ between the two operators. */
const LEAVES = { TreeEnsembleRegressor: 'target', TreeEnsembleClassifier: 'class' } as const;

/**
 * The forest of a TreeEnsembleRegressor or TreeEnsembleClassifier (ai.onnx.ml 1 to 4) that makes one of its columns; undefined for a kind of
 * tree that is not known here. Leaves of other columns weigh 0.
 */
export function forestOf(node: OnnxNode, column: number): Forest | undefined {
  if (!(node.opType in LEAVES)) return undefined;
  const leaves = LEAVES[node.opType as keyof typeof LEAVES];
  const attributes = new Map(node.attribute.map((attribute) => [attribute.name, attribute]));
  const ints = (name: string): readonly number[] => attributes.get(name)?.ints ?? [];
  const floats = (name: string): readonly number[] => attributes.get(name)?.floats ?? [];
  const modes = (attributes.get('nodes_modes')?.strings ?? []).map((mode) => new TextDecoder().decode(mode));
  const [treeIds, nodeIds, features] = [ints('nodes_treeids'), ints('nodes_nodeids'), ints('nodes_featureids')];
  const [thresholds, missing] = [floats('nodes_values'), ints('nodes_missing_value_tracks_true')];
  if (thresholds.length !== modes.length || modes.some((mode) => !(mode in MODES))) return undefined;

  const placeOf = new Map(nodeIds.map((id, place) => [`${treeIds[place]}/${id}`, place]));
  const next = (name: string): Int32Array =>
    Int32Array.from(ints(name), (id, i) => (modes[i] === 'LEAF' ? 0 : (placeOf.get(`${treeIds[i]}/${id}`) ?? 0)));
  const [whenTrue, whenFalse] = [next('nodes_truenodeids'), next('nodes_falsenodeids')];
  const rules = modes.map((mode) => MODES[mode as Mode]);
  const turned = rules.map(({ negated }) => negated);
  const weight = new Float64Array(modes.length);
  const [leafTrees, leafIds] = [ints(`${leaves}_treeids`), ints(`${leaves}_nodeids`)];
  for (const [i, value] of floats(`${leaves}_weights`).entries()) {
    const place = placeOf.get(`${leafTrees[i]}/${leafIds[i]}`);
    if (place !== undefined && ints(`${leaves}_ids`)[i] === column) weight[place] = (weight[place] ?? 0) + value;
  }
  const reached = new Set(modes.flatMap((mode, i) => (mode === 'LEAF' ? [] : [whenTrue[i], whenFalse[i]])));
  return {
    root: Int32Array.from([...modes.keys()].filter((place) => !reached.has(place))),
    feature: Int32Array.from(features, (feature, i) => (modes[i] === 'LEAF' ? LEAF : feature)),
    threshold: Float32Array.from(thresholds, (t, i) => (rules[i]?.inclusive === true ? nextUp(t) : t)),
    equal: Uint8Array.from(rules, ({ equal }) => (equal ? 1 : 0)),
    // ONNX: NaN takes the true branch when it is tracked there, and otherwise as a comparison with NaN says.
    absentYes: Uint8Array.from(rules, ({ nanTrue, negated }, i) => ((missing[i] === 1 || nanTrue) !== negated ? 1 : 0)),
    yes: whenTrue.map((place, i) => (turned[i] === true ? (whenFalse[i] ?? 0) : place)),
    no: whenFalse.map((place, i) => (turned[i] === true ? (whenTrue[i] ?? 0) : place)),
    weight,
    cover: coversOf(floats('nodes_hitrates'), modes, whenTrue, whenFalse),
    base: floats('base_values')[column] ?? 0,
  };
}

type Mode = keyof typeof MODES;
interface Rule {
  /** The condition is the opposite of `x < threshold` or `x = threshold`. */
  readonly negated: boolean;
  /** The threshold itself counts as below. */
  readonly inclusive: boolean;
  readonly equal: boolean;
  /** The condition holds for NaN. */
  readonly nanTrue: boolean;
}
const rule = (negated: boolean, inclusive: boolean, equal = false): Rule => ({
  negated,
  inclusive,
  equal,
  nanTrue: equal && negated,
});
const MODES = {
  LEAF: rule(false, false),
  BRANCH_LT: rule(false, false),
  BRANCH_LEQ: rule(false, true),
  BRANCH_GTE: rule(true, false),
  BRANCH_GT: rule(true, true),
  BRANCH_EQ: rule(false, false, true),
  BRANCH_NEQ: rule(true, false, true),
} as const;

/** The next larger float32, so that x <= t is x < nextUp(t). */
function nextUp(value: number): number {
  if (!Number.isFinite(value)) return value;
  const float = Float32Array.of(value === 0 ? 0 : value);
  const bits = new Int32Array(float.buffer);
  bits[0] = (bits[0] ?? 0) + (value < 0 ? -1 : 1);
  return float[0] ?? 0;
}

/** Exporters that do not know the covers write none, or the same number at every node. */
function coversOf(
  covers: readonly number[],
  modes: readonly string[],
  yes: Int32Array,
  no: Int32Array,
): Float64Array | undefined {
  if (covers.length !== modes.length) return undefined;
  const adds = modes.every((mode, i) => {
    if (mode === 'LEAF') return true;
    const [whole, parts] = [covers[i] ?? 0, (covers[yes[i] ?? 0] ?? 0) + (covers[no[i] ?? 0] ?? 0)];
    return Math.abs(whole - parts) <= 1e-3 * Math.max(whole, 1);
  });
  return adds ? Float64Array.from(covers) : undefined;
}
