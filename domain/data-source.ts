import { formatCondition, parseCondition, type Condition } from './condition.ts';

export const FOLDS = ['count', 'sum', 'max', 'min', 'last'] as const;
/** How a day's events become the day's number: count counts events, the others take those that have a number. */
export type Fold = (typeof FOLDS)[number];

/** `call.ring[attrs.result=ok]:sum`: which events, which number of theirs, and how a day of them becomes one number. */
export interface EventSource {
  readonly feature: string;
  /** The attribute that is the event's number; undefined when its value is. */
  readonly attr: string | undefined;
  readonly condition: Condition | undefined;
  readonly fold: Fold;
}

/** What is wrong with a data_src: the part at fault, what was expected, and the words it could have been. */
export interface SourceFault {
  readonly part: string;
  readonly expected: string;
  readonly known: readonly string[];
}

/** The attribute named by `attr:NAME`, or undefined for every other data_src. */
export const parseAttributeSource = (text: string): string | undefined => /^attr:([\p{L}\p{N}_]+)$/u.exec(text)?.[1];

/** The source that a data_src names, or the first thing that is wrong with it. Whether there are such events nobody asks here. */
export function parseEventSource(text: string): EventSource | SourceFault {
  const colon = text.lastIndexOf(':');
  const fold = colon < 0 ? '' : text.slice(colon + 1);
  const events = colon < 0 ? text : text.slice(0, colon);
  const m = /^([\p{L}\p{N}_]+)(?:\.([\p{L}\p{N}_]+))?(?:\[(.*)\])?$/u.exec(events);
  if (!m?.[1])
    return {
      part: events,
      expected: 'feature[.attribute][condition]:fold, for example call.ring[value>=60]:sum',
      known: [],
    };
  const condition = m[3] === undefined ? undefined : parseCondition(m[3]);
  if (m[3] !== undefined && !condition) {
    return {
      part: m[3],
      expected: 'a condition on value or attrs.NAME with >= <= != > < or =, for example value>=60',
      known: [],
    };
  }
  const known = FOLDS.find((f) => f === fold);
  if (!known) return { part: fold, expected: `a fold after the last colon: ${FOLDS.join(' ')}`, known: FOLDS };
  return { feature: m[1], attr: m[2], condition, fold: known };
}

/** The data_src that parseEventSource reads as this. */
export function formatEventSource({ feature, attr, condition, fold }: EventSource): string {
  const from = attr === undefined ? feature : `${feature}.${attr}`;
  return `${from}${condition ? `[${formatCondition(condition)}]` : ''}:${fold}`;
}
