import { numberOf, parseDecimal } from './decimal.ts';

export const OPERATORS = ['>=', '<=', '!=', '>', '<', '='] as const;
export type Operator = (typeof OPERATORS)[number];

/** `value>=60` or `attrs.result=ok`: what must hold for an event or a version to count. `attr` is undefined when the value is meant. */
export interface Condition {
  readonly attr: string | undefined;
  readonly operator: Operator;
  readonly right: string;
}

const PATTERN = /^(value|attrs\.([\p{L}\p{N}_]+))(>=|<=|!=|>|<|=)([^\]]+)$/u;

/** Undefined for text that is no condition. */
export function parseCondition(text: string): Condition | undefined {
  const m = PATTERN.exec(text);
  return m ? { attr: m[2], operator: m[3] as Operator, right: String(m[4]) } : undefined;
}

export const formatCondition = ({ attr, operator, right }: Condition): string =>
  `${attr === undefined ? 'value' : `attrs.${attr}`}${operator}${right}`;

/**
 * Numbers compare as numbers when both sides are numbers, else as text, where only `=` and `!=` can hold.
 * A missing side (no value, no such attribute, JSON null) never holds. Source: DESIGN.md section 4, tried by the oracle's `holds`.
 */
export function holds(condition: Condition, left: unknown): boolean {
  if (left === undefined || left === null) return false;
  const [a, b] = [numberOf(left), parseDecimal(condition.right)];
  if (a === undefined || b === undefined) {
    if (condition.operator === '=') return textOf(left) === condition.right;
    return condition.operator === '!=' && textOf(left) !== condition.right;
  }
  switch (condition.operator) {
    case '=':
      return a === b;
    case '!=':
      return a !== b;
    case '>=':
      return a >= b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '<':
      return a < b;
  }
}

/** How a JSON value reads as text: strings as they are, the rest as JSON. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
