import { parseAttributes } from '../../domain/attributes.ts';
import { holds } from '../../domain/condition.ts';
import { numberOf, parseDecimal, roundToMicro } from '../../domain/decimal.ts';
import { baseNameOf, type BaseFeature } from '../../domain/dictionary.ts';
import { derivedName } from '../../domain/feature-name.ts';
import type { FunctionName } from '../../domain/function-name.ts';
import type { EventRow } from '../../domain/rows.ts';
import { windowsOf } from '../../domain/window.ts';
import { exactSum } from '../../engine/exact-sum.ts';

/**
 * The definitions of docs/rules.md, as plainly as they can be written: read these first. The engine computes the same in one pass. exactSum stands for Python's fsum and is held to it by exact-sum.test.ts.
 */
export type Daily = readonly [back: number, value: number];

const valuesOf = (xs: readonly Daily[]): number[] => xs.map(([, value]) => value);
const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));

function median(xs: readonly Daily[]): number {
  const values = ascending(valuesOf(xs));
  const half = values.length / 2;
  return Number.isInteger(half) ? (values[half - 1]! + values[half]!) / 2 : values[Math.floor(half)]!;
}

function std(xs: readonly Daily[]): number {
  const mean = naive.MEAN(xs);
  return Math.sqrt(exactSum(valuesOf(xs).map((value) => (value - mean) ** 2)) / xs.length);
}

function mode(xs: readonly Daily[]): number {
  const times = new Map<number, number>();
  for (const value of valuesOf(xs)) times.set(value, (times.get(value) ?? 0) + 1);
  const top = greatest([...times.values()]);
  return least([...times].filter(([, n]) => n === top).map(([value]) => value));
}

function maxPartition(xs: readonly Daily[]): number {
  const newest = naive.RECENCY(xs);
  return greatest(valuesOf(xs.filter(([back]) => back === newest)));
}

function argmax(xs: readonly Daily[]): number {
  const top = naive.MAX(xs);
  return least(xs.filter(([, value]) => value === top).map(([back]) => back));
}

export const naive: Record<FunctionName, (xs: readonly Daily[]) => number> = {
  COUNT: (xs) => xs.length,
  SUM: (xs) => exactSum(valuesOf(xs)),
  MAX: (xs) => greatest(valuesOf(xs)),
  MIN: (xs) => least(valuesOf(xs)),
  MAXPARTITION: maxPartition,
  MEAN: (xs) => naive.SUM(xs) / xs.length,
  MEDIAN: median,
  STD: std,
  RANGE: (xs) => naive.MAX(xs) - naive.MIN(xs),
  MODE: mode,
  ARGMAX: argmax,
  RECENCY: (xs) => least(xs.map(([back]) => back)),
};

/** What a window of a row holds; a feature is there only where this is not empty. */
export interface NaiveFeature {
  readonly name: string;
  readonly fn: FunctionName;
  readonly held: readonly Daily[];
}

export const naiveFeatures = (row: BaseFeature, daily: readonly Daily[]): NaiveFeature[] =>
  windowsOf(row.windowDays, row.windowKind).flatMap((window) => {
    const held = daily.filter(([back]) => window.from <= back && back <= window.to);
    return held.length === 0
      ? []
      : row.functions.map((fn) => ({ name: derivedName(baseNameOf(row), fn, window), fn, held }));
  });

/** A row's base value of one day's events; undefined for none. */
export function naiveFold({ businessLine, source }: BaseFeature, events: readonly EventRow[]): number | undefined {
  const terms: { time: number; number: number }[] = [];
  for (const event of events) {
    if (event.line !== businessLine || event.feature !== source.feature) continue;
    const attrs = parseAttributes(event.attrsText) ?? {};
    const value = parseDecimal(event.valueText);
    const { condition } = source;
    if (condition && !holds(condition, condition.attr === undefined ? value : attrs[condition.attr])) continue;
    const number = source.fold === 'count' ? 1 : source.attr === undefined ? value : numberOf(attrs[source.attr]);
    if (number !== undefined) terms.push({ time: event.time, number });
  }
  if (terms.length === 0) return undefined;
  const numbers = terms.map(({ number }) => number);
  const latest = greatest(terms.map(({ time }) => time));
  const folds = {
    count: () => numbers.length,
    sum: () => exactSum(numbers),
    max: () => greatest(numbers),
    min: () => least(numbers),
    last: () => greatest(terms.filter(({ time }) => time === latest).map(({ number }) => number)),
  };
  return roundToMicro(folds[source.fold]());
}
