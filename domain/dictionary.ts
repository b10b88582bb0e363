import type { EventSource } from './data-source.ts';
import { aggregatedName, attributeName, baseName, derivedName } from './feature-name.ts';
import type { FunctionName } from './function-name.ts';
import { windowsOf, type WindowKind } from './window.ts';

/** The entity type that gets scores. Every other type is data: a name in the dictionary and in the drop's links. */
export const OPPORTUNITY = 'opportunity';

interface DictionaryRowBase {
  /** The line of dictionary.csv on which the row begins, for messages. */
  readonly line: number;
  readonly dim: string;
  /** Unique in the dictionary and never used again: it is the key of the feature's values in the store. */
  readonly id: number;
  readonly name: string;
  readonly explain: string;
  readonly businessLine: string;
  /** Columns beyond the contract's (owner, unit …), as written. */
  readonly more: Readonly<Record<string, string>>;
}

/** 基础特征: one number an entity and day, from which functions over windows are derived. */
export interface BaseFeature extends DictionaryRowBase {
  readonly kind: 'base';
  readonly source: EventSource;
  readonly functions: readonly FunctionName[];
  /** Ascending. */
  readonly windowDays: readonly number[];
  readonly windowKind: WindowKind;
}

/** An attribute of the version in force at the run date (ASOF). `vocab` turns text into its 1-based place; undefined means the attribute is a number. */
export interface AttributeFeature extends DictionaryRowBase {
  readonly kind: 'attribute';
  readonly attr: string;
  readonly vocab: readonly string[] | undefined;
}

export type DictionaryRow = BaseFeature | AttributeFeature;

/** 特征字典, checked: rows in the order of the file. */
export interface Dictionary {
  readonly name: string;
  readonly rows: readonly DictionaryRow[];
}

export const baseNameOf = (row: DictionaryRow): string => baseName(row.name, row.businessLine);

/** The entity types of a dictionary, opportunities first, the others in the order of their first row. */
export const dimensionsOf = (dictionary: Dictionary): string[] => [
  ...new Set([OPPORTUNITY, ...dictionary.rows.map(({ dim }) => dim)]),
];

/** The names of a row's derived features in the engine's order: windows outside, functions inside. */
export function derivedNamesOf(row: DictionaryRow): string[] {
  const base = baseNameOf(row);
  if (row.kind === 'attribute') return [attributeName(base)];
  return windowsOf(row.windowDays, row.windowKind).flatMap((window) =>
    row.functions.map((fn) => derivedName(base, fn, window)),
  );
}

/**
 * The names that a row gives an opportunity, and so the columns it has in the feature index: its derived features when it is about
 * opportunities, else the same functions over all linked ids. Attributes of linked types are not aggregated, so they have none.
 */
export function opportunityNamesOf(row: DictionaryRow): string[] {
  if (row.dim === OPPORTUNITY) return derivedNamesOf(row);
  return row.kind === 'attribute' ? [] : derivedNamesOf(row).map((name) => aggregatedName(row.dim, name));
}
