import { derivedNamesOf, type AttributeFeature, type BaseFeature, type DictionaryRow } from '../domain/dictionary.ts';
import type { AggregateFunction } from './functions/aggregate-function.ts';
import { functions } from './functions/registry.ts';

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
  readonly baseOf: ReadonlyMap<number, number>;
  readonly attributes: readonly AttributePlan[];
  /** Days back that the longest window reaches; 0 without windows. */
  readonly depth: number;
}

export interface BasePlan {
  readonly feature: BaseFeature;
  /** Slot of the first function of the first window; the others follow without a gap. */
  readonly firstSlot: number;
  readonly functions: readonly AggregateFunction[];
  /** Last day back of each window, ascending. */
  readonly windowEnd: Int32Array;
  /** A window begins after the one before it (disjoint) or at yesterday (trailing). */
  readonly disjoint: boolean;
  /** Days back that the row's longest window reaches. */
  readonly depth: number;
  /** Whether any function needs the window's moments, its sorted values. */
  readonly moments: boolean;
  readonly sorted: boolean;
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
  const baseOf = new Map(bases.map(({ feature }, base) => [feature.id, base]));
  return { names, bases, baseOf, attributes, depth: bases.reduce((deepest, { depth }) => Math.max(deepest, depth), 0) };
}

function basePlan(feature: BaseFeature, firstSlot: number): BasePlan {
  const chosen = feature.functions.map((name) => functions[name]);
  return {
    feature,
    firstSlot,
    functions: chosen,
    windowEnd: Int32Array.from(feature.windowDays),
    disjoint: feature.windowKind === 'disjoint',
    depth: feature.windowDays.at(-1) ?? 0,
    moments: chosen.some(({ needs }) => needs.includes('moments')),
    sorted: chosen.some(({ needs }) => needs.includes('sorted')),
  };
}
