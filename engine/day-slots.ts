import { functions } from './functions.ts';
import type { Plan } from './plan.ts';

/** Which slots of a plan hold a number of days back: Uint8Array[slots], 1 for those. */
export function daySlots({ bases, names }: Plan): Uint8Array {
  const slots = new Uint8Array(names.length);
  for (const { feature, firstSlot, windowEnd, width } of bases) {
    for (const [f, name] of feature.functions.entries()) {
      if (functions[name].countsDays !== true) continue;
      for (let w = 0; w < windowEnd.length; w++) slots[firstSlot + w * width + f] = 1;
    }
  }
  return slots;
}
