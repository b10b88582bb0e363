/**
 * A number as it is pushed: rounded to so many decimals, a tie to the even digit, both as the shortest decimal of the number says (0.15 is a
 * tie, though its binary value lies a little below). The result is what the written decimal reads back as, never -0; null for what is not finite.
 */
export function leadNumber(x: number, digits: number): number | null {
  if (!Number.isFinite(x)) return null;
  const [mantissa = '', power = '0'] = Math.abs(x).toExponential().split('e');
  const written = mantissa.replace('.', '');
  const kept = Number(power) + 1 + digits;
  if (kept >= written.length) return x + 0;
  if (kept < 0) return 0;
  const [head, tail] = [written.slice(0, kept), written.slice(kept)];
  const whole = BigInt(head === '' ? '0' : head);
  const up = tail === '5' ? whole % 2n === 1n : tail > '5';
  const rounded = Number(`${whole + (up ? 1n : 0n)}e-${digits}`);
  return (x < 0 ? -rounded : rounded) + 0;
}

/** Whether a delivered number is near enough to stay: the difference is taken in decimals as well, so 0.3 lies a whole 0.1 from 0.2. */
export const withinBand = (before: number, now: number, digits: number, band: number): boolean =>
  before === now || Math.abs(leadNumber(now - before, digits) ?? Infinity) < band;
