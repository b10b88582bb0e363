import { numberOf, parseDecimal } from './decimal.ts';

export const OPERATORS = ['>=', '<=', '!=', '>', '<', '='] as const;
type Operator = (typeof OPERATORS)[number];

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

/** `value==60` and `value=>60` would compare with the texts "=60" and ">60", which nobody means. */
export const isDoubled = ({ right }: Condition): boolean => /^[=<>!]/.test(right);

export const formatCondition = ({ attr, operator, right }: Condition): string =>
  `${attr === undefined ? 'value' : `attrs.${attr}`}${operator}${right}`;

/**
 * Numbers compare as numbers when both sides are numbers, else as text, where only `=` and `!=` can hold.
 * A missing side (no value, no such attribute, JSON null) never holds. Source: docs/rules.md#conditions.
 */
export function holds(condition: Condition, left: unknown): boolean {
  if (left === undefined || left === null) return false;
  const [a, b] = [numberOf(left), parseDecimal(condition.right)];
  if (a === undefined || b === undefined) {
    if (condition.operator === '=') return reads(left, condition.right);
    return condition.operator === '!=' && !reads(left, condition.right);
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

/** Whether a JSON value reads as a text: strings as they are, true and false also in Python's spelling, the rest as JSON. */
function reads(value: unknown, text: string): boolean {
  if (typeof value === 'boolean') return text.toLowerCase() === String(value);
  return (typeof value === 'string' ? value : JSON.stringify(value)) === text;
}
