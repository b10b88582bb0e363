import { parseEventSource } from '../../domain/data-source.ts';
import type { BaseFeature } from '../../domain/dictionary.ts';
import type { FunctionName } from '../../domain/function-name.ts';
import type { Matrix } from '../../engine/matrix.ts';
import { compilePlan, type Plan } from '../../engine/plan.ts';
import { WINDOWS, type EntryBlock } from './entries.ts';

/** A plan of `features` base rows that all have the same functions and trailing windows; dictionary ids count from 1. */
export function planOf(
  features: number,
  functions: readonly FunctionName[],
  windowDays: readonly number[] = WINDOWS,
): Plan {
  const source = parseEventSource('e:sum');
  if (!('fold' in source)) throw new TypeError('e:sum is no source');
  const row = (i: number): BaseFeature => ({
    kind: 'base',
    line: i + 2,
    dim: 'opportunity',
    id: i + 1,
    name: `f${i}`,
    explain: '',
    businessLine: '',
    more: {},
    source,
    functions,
    windowDays,
    windowKind: 'trailing',
  });
  return compilePlan(Array.from({ length: features }, (_, i) => row(i)));
}

/** A block as the kernel takes it; entries beyond `depth` days back are left out. */
export function matrixOfBlock({ ids, start, feature, back, value }: EntryBlock, depth: number): Matrix {
  const firstGroup = new Int32Array(ids + 1);
  const base = new Int32Array(value.length);
  const groupStart = new Int32Array(value.length + 1);
  const days = new Int32Array(value.length);
  const kept = new Float64Array(value.length);
  let [groups, at] = [0, 0];
  for (let i = 0; i < ids; i++) {
    for (let entry = start[i] ?? 0; entry < (start[i + 1] ?? 0); entry++) {
      if ((back[entry] ?? 0) > depth) continue;
      if (groups === firstGroup[i] || base[groups - 1] !== feature[entry]) base[groups++] = feature[entry] ?? 0;
      days[at] = back[entry] ?? 0;
      kept[at] = value[entry] ?? 0;
      at += 1;
      groupStart[groups] = at;
    }
    firstGroup[i + 1] = groups;
  }
  return {
    entities: ids,
    firstGroup,
    base: base.subarray(0, groups),
    start: groupStart.subarray(0, groups + 1),
    back: days.subarray(0, at),
    value: kept.subarray(0, at),
  };
}
