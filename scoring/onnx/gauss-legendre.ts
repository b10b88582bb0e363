/** Points and weights on 0..1 that integrate every polynomial of a degree below 2 · points exactly. */
interface Quadrature {
  readonly node: Float64Array;
  readonly weight: Float64Array;
}

const known = new Map<number, Quadrature>();

export function gaussLegendre(points: number): Quadrature {
  const made = known.get(points) ?? make(points);
  known.set(points, made);
  return made;
}

/** The roots of Legendre's polynomial by Newton's method, from the usual first guess. */
function make(points: number): Quadrature {
  const [node, weight] = [new Float64Array(points), new Float64Array(points)];
  for (let i = 0; i < points; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (points + 0.5));
    let slope = 1;
    for (let step = 0; step < 10; step++) {
      const [value, before] = legendre(points, x);
      slope = (points * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    node[i] = (1 + x) / 2;
    weight[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { node, weight };
}

/** Legendre's polynomials of degree n and n - 1 at x. */
function legendre(n: number, x: number): [number, number] {
  let [before, value] = [1, x];
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return [value, before];
}
