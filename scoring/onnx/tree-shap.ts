import { LEAF, leavesUnder, type Forest } from './forest.ts';
import { mergePath, placesOn, type MergedPath } from './path-elements.ts';
import { addPathShapley } from './path-shapley.ts';
import { cutIntoGroups, type Cut } from './shap-groups.ts';
import { tableSize, tabulate, type ShapTables } from './shap-tables.ts';

/** Gives row-major [rows, width + 1]: Shapley values of the forest's value, and last the value without any knowledge. `input` is [rows, width]. */
export type TreeShap = (input: Float32Array, rows: number) => Float64Array;

/** Nodes a group of leaves: more make fewer look-ups, and tables that outgrow the caches and take longer to make. */
const MOST_NODES = 6;
/** 64 MB. */
const MOST_NUMBERS = 1 << 23;

/** Makes the tables of a forest once. Exact: what the sum over all orders of the features gives, up to rounding. */
export function compileTreeShap(forest: Forest, width: number, mostNodes = MOST_NODES): TreeShap {
  const { groups, deep } = fittingCut(forest, mostNodes);
  const tables = tabulate(forest, groups);
  const deepPaths = deep.map((leaf) => mergePath(forest, leaf));
  const decide = compileDecisions(forest);
  const bias = biasOf(forest);
  return (input, rows) => {
    const out = new Float64Array(rows * (width + 1));
    for (let row = 0; row < rows; row++) {
      const to = row * (width + 1);
      const decisions = decide(input, row * width);
      addTables(tables, decisions, out, to);
      for (const path of deepPaths) addPath(forest, path, decisions, out, to);
      out[to + width] = bias;
    }
    return out;
  };
}

/** The largest groups whose tables fit. */
function fittingCut(forest: Forest, mostNodes: number): Cut {
  for (let most = mostNodes; most > 0; most--) {
    const cut = cutIntoGroups(forest, most);
    if (tableSize(forest, cut.groups) <= MOST_NUMBERS) return cut;
  }
  return { groups: [], deep: [...forest.root].flatMap((root) => leavesUnder(forest, root)) };
}

function addTables(
  { nodeStart, node, featureStart, feature, tableStart, table }: ShapTables,
  decisions: Uint8Array,
  out: Float64Array,
  to: number,
): void {
  const groups = tableStart.length;
  let [n, f] = [0, 0];
  for (let g = 0; g < groups; g++) {
    let pattern = 0;
    for (let bit = 0, end = nodeStart[g + 1] ?? 0; n < end; n++, bit++)
      pattern |= (decisions[node[n] ?? 0] ?? 0) << bit;
    const end = featureStart[g + 1] ?? 0;
    let at = (tableStart[g] ?? 0) + pattern * (end - f);
    for (; f < end; f++, at++) {
      const cell = to + (feature[f] ?? 0);
      out[cell] = (out[cell] ?? 0) + (table[at] ?? 0);
    }
  }
}

function addPath(forest: Forest, path: MergedPath, decisions: Uint8Array, out: Float64Array, to: number): void {
  const on = placesOn(path, (node) => decisions[node] === 1);
  addPathShapley(path, on, forest.weight[path.leaf] ?? 0, out, (place) => to + (path.feature[place] ?? 0));
}

/** What every inner node decides for a row that begins at `from`: 1 where it takes `yes`. The answer is overwritten by the next call. */
function compileDecisions({
  feature,
  threshold,
  equal,
  absentYes,
}: Forest): (input: Float32Array, from: number) => Uint8Array {
  const inner = Int32Array.from([...feature.keys()].filter((node) => feature[node] !== LEAF));
  const [column, limit] = [inner.map((node) => feature[node] ?? 0), Float32Array.from(inner, (n) => threshold[n] ?? 0)];
  const decisions = new Uint8Array(feature.length);
  return (input, from) => {
    for (let i = 0; i < inner.length; i++) {
      const node = inner[i] ?? 0;
      const x = input[from + (column[i] ?? 0)] ?? Number.NaN;
      if (Number.isNaN(x)) decisions[node] = absentYes[node] ?? 0;
      else if (equal[node] === 1) decisions[node] = x === limit[i] ? 1 : 0;
      else decisions[node] = x < (limit[i] ?? 0) ? 1 : 0;
    }
    return decisions;
  };
}

function biasOf(forest: Forest): number {
  let bias = forest.base;
  for (const root of forest.root) {
    for (const leaf of leavesUnder(forest, root)) {
      const { unknown } = mergePath(forest, leaf);
      bias += (forest.weight[leaf.leaf] ?? 0) * unknown.reduce((product, share) => product * share, 1);
    }
  }
  return bias;
}
