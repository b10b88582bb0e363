import { derivedNamesOf, type AttributeFeature, type BaseFeature, type DictionaryRow } from '../domain/dictionary.ts';
import { baseLookup, type BaseLookup } from './base-lookup.ts';
import { functions, type FunctionFacts, type OfOne } from './functions.ts';

/**
 * One dimension's rows, compiled once: names are resolved here, and the kernel sees numbers only. Slots count the derived features from 0,
 * row by row in the dictionary's order, within a row windows outside and functions inside (derivedNamesOf).
 */
export interface Plan {
  /** Slot to derived name. */
  readonly names: readonly string[];
  /** Base rows in the dictionary's order: the matrix's second axis. */
  readonly bases: readonly BasePlan[];
  /** Dictionary id to place in `bases`. */
  readonly lookup: BaseLookup;
  readonly attributes: readonly AttributePlan[];
  /** Days back that the longest window reaches; 0 without windows. */
  readonly depth: number;
}

export interface BasePlan {
  readonly feature: BaseFeature;
  /** Slot of the first function of the first window; the others follow without a gap. */
  readonly firstSlot: number;
  /** How many functions. */
  readonly width: number;
  /** Last day back of each window, ascending. */
  readonly windowEnd: Int32Array;
  /** Int32Array[depth + 1]: the first window that holds a day so many days back. */
  readonly windowAt: Int32Array;
  /** A window begins after the one before it (disjoint) or at yesterday (trailing). */
  readonly disjoint: boolean;
  /** Days back that the row's longest window reaches. */
  readonly depth: number;
  /** Whether any function needs the window's moments, its sorted values. */
  readonly moments: boolean;
  readonly sorted: boolean;
  /** What each function is of a window of one value, as its place in OF_ONE; undefined where a function does not say. */
  readonly ofOne: Uint8Array | undefined;
}

interface AttributePlan {
  readonly feature: AttributeFeature;
  readonly slot: number;
}

/** @param rows the rows of one dimension in the dictionary's order; without its attribute rows where attributes are not wanted (aggregation) */
export function compilePlan(rows: readonly DictionaryRow[]): Plan {
  const names: string[] = [];
  const bases: BasePlan[] = [];
  const attributes: AttributePlan[] = [];
  for (const row of rows) {
    if (row.kind === 'base') bases.push(basePlan(row, names.length));
    else attributes.push({ feature: row, slot: names.length });
    names.push(...derivedNamesOf(row));
  }
  const lookup = baseLookup(bases.map(({ feature }) => feature.id));
  return { names, bases, lookup, attributes, depth: bases.reduce((deepest, { depth }) => Math.max(deepest, depth), 0) };
}

function basePlan(feature: BaseFeature, firstSlot: number): BasePlan {
  const chosen = feature.functions.map((name) => functions[name]);
  return {
    feature,
    firstSlot,
    width: chosen.length,
    windowEnd: Int32Array.from(feature.windowDays),
    windowAt: windowsByDay(feature.windowDays),
    disjoint: feature.windowKind === 'disjoint',
    depth: feature.windowDays.at(-1) ?? 0,
    moments: chosen.some(({ needs }) => needs.includes('moments')),
    sorted: chosen.some(({ needs }) => needs.includes('sorted')),
    ofOne: everyOne(chosen),
  };
}

function windowsByDay(windowDays: readonly number[]): Int32Array {
  const windowAt = new Int32Array((windowDays.at(-1) ?? 0) + 1);
  for (let day = 1, window = 0; day < windowAt.length; day++) {
    if (day > windowDays[window]!) window += 1;
    windowAt[day] = window;
  }
  return windowAt;
}

/** What a function can be of a window of one value, in the order of their numbers in `ofOne`, which are those of kernel/assembly/lone.ts. */
const OF_ONE: readonly OfOne[] = [0, 1, 'value', 'back'];

function everyOne(chosen: readonly FunctionFacts[]): Uint8Array | undefined {
  const known = chosen.flatMap(({ ofOne }) => (ofOne === undefined ? [] : [OF_ONE.indexOf(ofOne)]));
  return known.length === chosen.length ? Uint8Array.from(known) : undefined;
}
