/** A larger array that begins with the first `used` bytes and has at least `room` behind them; it doubles, so that growing stays cheap. */
export function grown(out: Uint8Array, used: number, room: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(2 * out.length, used + room));
  larger.set(out.subarray(0, used));
  return larger;
}
