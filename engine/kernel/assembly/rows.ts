import { Output } from './output';
import { Base } from './plan';

/** Results as sparse rows: i32 slot and f64 value of every cell, in two arrays. */
export class Rows {
  static slot: usize = 0;
  static value: usize = 0;
}

export function putRow(base: Base, results: usize, from: i32, to: i32): void {
  let at = <usize>Output.values;
  let slot = base.firstSlot + from * base.width;
  for (let window = from; window < to; window++) {
    for (let f = 0; f < base.width; f++, slot++) {
      const x = load<f64>(results + (<usize>base.functionAt(f) << 3));
      if (x - x != 0) {
        Output.overflows += 1;
        continue;
      }
      store<i32>(Rows.slot + (at << 2), slot);
      store<f64>(Rows.value + (at << 3), x + 0); // -0 is 0
      at += 1;
    }
  }
  Output.values = <i32>at;
}
