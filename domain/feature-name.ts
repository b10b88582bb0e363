import { dateOfDay, type Day } from './run-date.ts';
import { ASOF, FUNCTION_NAMES, type FunctionName } from './function-name.ts';
import type { Window } from './window.ts';

/**
 * The one place that builds and reads feature names.
 *   base        login_01              name, or name_line where the row has a business line
 *   base row    login_01@2021-05-09   a day's value
 *   derived     login_01_SUM_7d       trailing;  login_01_SUM_3_7d  disjoint, days back 4..7
 *   attribute   stage_ASOF
 *   aggregated  user.login_01_SUM_7d  the type, then the derived name
 */
export const baseName = (name: string, line: string): string => (line === '' ? name : `${name}_${line}`);
export const baseRowName = (base: string, day: Day): string => `${base}@${dateOfDay(day)}`;
export const derivedName = (base: string, fn: FunctionName, window: Window): string => `${base}_${fn}_${window.label}`;
export const attributeName = (base: string): string => `${base}_${ASOF}`;
export const aggregatedName = (type: string, derived: string): string => `${type}.${derived}`;

/** A feature's name taken apart. `type` is undefined unless it is aggregated, `fn` is ASOF for an attribute (then without days). */
export interface FeatureNameParts {
  readonly type: string | undefined;
  readonly base: string;
  readonly fn: FunctionName | typeof ASOF;
  /** [from, to] of a disjoint window as written (3_7d: 3 and 7), [w] of a trailing one, [] of an attribute. */
  readonly days: readonly number[];
}

const PATTERN = new RegExp(
  `^(?:([^.@]+)\\.)?([^.@]+?)_(?:(${FUNCTION_NAMES.join('|')})_(?:(\\d+)_)?(\\d+)d|(${ASOF}))$`,
);

/** Undefined for text that is no derived, attribute or aggregated name. */
export function parseFeatureName(text: string): FeatureNameParts | undefined {
  const m = PATTERN.exec(text);
  if (!m?.[2]) return undefined;
  const days = m[5] === undefined ? [] : m[4] === undefined ? [Number(m[5])] : [Number(m[4]), Number(m[5])];
  const fn = m[3] === undefined ? ASOF : (m[3] as FunctionName);
  return { type: m[1], base: m[2], fn, days };
}
