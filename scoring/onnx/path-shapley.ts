import { gaussLegendre } from './gauss-legendre.ts';

/** How a path to a leaf depends on its features: one place a distinct feature. */
export interface PathElements {
  /** Int32Array[places]. */
  readonly feature: Int32Array;
  /** Float64Array[places]: the share of the path that is open while the feature is unknown. */
  readonly unknown: Float64Array;
}

/**
 * Shapley values of one path: v(S) = weight · Π (in S: 1 when the row's feature keeps to the path, else 0) · Π (not in S: `unknown`).
 * `on[i]` is 1 when the row's feature i keeps to the path. Adds feature i's value to out[at(i)].
 *
 * The share of orders in which exactly m given features of k come before a given one is the integral of u^m (1 - u)^(k-1-m) over 0..1, so the
 * sum over all sets is the integral of a product with one factor a feature: u + unknown · (1 - u) for one that is on, unknown · (1 - u) else.
 * It is a polynomial of degree k - 1, which Gauss-Legendre gives exactly, and all its terms are positive, so nothing cancels out even on
 * paths of a hundred features.
 * Sources: Lundberg et al., "From local explanations to global understanding with explainable AI for trees", 2020 (what is computed);
 * Owen, "Multilinear extensions of games", 1972 (the integral).
 */
export function addPathShapley(
  { unknown }: PathElements,
  on: Uint8Array,
  weight: number,
  out: Float64Array,
  at: (place: number) => number,
): void {
  const places = unknown.length;
  let [offShare, offs] = [weight, 0];
  for (let i = 0; i < places; i++) {
    if (on[i] === 1) continue;
    offShare *= unknown[i] ?? 0;
    offs++;
  }
  if (offShare === 0) return;
  const { node, weight: nodeWeight } = gaussLegendre(Math.ceil(places / 2));
  for (let n = 0; n < node.length; n++) {
    const u = node[n] ?? 0;
    let product = offShare * (nodeWeight[n] ?? 0) * (1 - u) ** Math.max(0, offs - 1);
    for (let i = 0; i < places; i++) if (on[i] === 1) product *= u + (unknown[i] ?? 0) * (1 - u);
    const others = offs === 0 ? product : product * (1 - u);
    for (let i = 0; i < places; i++) {
      const share = unknown[i] ?? 0;
      const to = at(i);
      out[to] = (out[to] ?? 0) + (on[i] === 1 ? ((1 - share) * others) / (u + share * (1 - u)) : -product);
    }
  }
}
