/**
 * What the functions read about the (day, value) pairs of a window. Pairs come in by days back ascending; over several ids a day may come
 * more than once. group.ts keeps them and puts them here at a window's end. A window has at least one pair.
 */
export class Window {
  /** How many pairs. */
  static count: f64 = 0;
  static min: f64 = 0;
  static max: f64 = 0;
  /** Days back to the largest value, the most recent on a tie. */
  static maxBack: f64 = 0;
  /** Days back to the newest value. */
  static newestBack: f64 = 0;
  /** The largest value of the newest day. */
  static newestValue: f64 = 0;
  /** The first value: moments are taken about it, so that large numbers close together lose nothing. */
  static shift: f64 = 0;
  /** Σx, and only where a function needs them Σ(x - shift) and Σ(x - shift)², each with what its rounding lost added back. */
  static sum: f64 = 0;
  static moment1: f64 = 0;
  static moment2: f64 = 0;
}
