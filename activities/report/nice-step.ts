/** The smallest of 1, 2, 2.5, 5 times a power of ten that is at least `step`; 1 for a step that is not above 0. */
export function niceStep(step: number): number {
  if (!(step > 0) || !Number.isFinite(step)) return 1;
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 2.5, 5, 10].find((f) => f * power >= step * (1 - 1e-9)) ?? 10;
  return Number((factor * power).toPrecision(12));
}
