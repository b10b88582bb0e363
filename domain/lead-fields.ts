import type { PushField, ScenePush } from './crm-settings.ts';
import { bindExpression, type ScoreExpression, type ScoreModels } from './score-expression.ts';

/** A field of the CRM and what is written into it. */
export type LeadField = { readonly name: string } & (
  | { readonly kind: 'score'; readonly expression: ScoreExpression; readonly digits: number; readonly band: number }
  | { readonly kind: 'rank'; readonly pool: RankPool; readonly band: number }
  | { readonly kind: 'reasons'; readonly characters: number }
  | { readonly kind: 'date' | 'model' }
);

/** Among which leads a rank counts, and how many of each pool get one. */
export interface RankPool {
  readonly top: number;
  /** Undefined: all leads of the scene are one pool. */
  readonly by: PoolBy | undefined;
}

/** A pool a linked id of the type, or a value of the opportunity's attribute. */
export type PoolBy = { readonly linked: string } | { readonly attribute: string };

interface Fields {
  /** In the order of the settings; a field with a fault is left out. */
  readonly fields: readonly LeadField[];
  readonly faults: readonly FieldFault[];
}

interface FieldFault {
  readonly field: string;
  /** The rest of a sentence about the field's `value`. */
  readonly fault: string;
}

/** What a scene pushes, bound to its models. */
export function leadFields(push: ScenePush, models: ScoreModels): Fields {
  const fields: LeadField[] = [];
  const faults: FieldFault[] = [];
  for (const [name, said] of Object.entries(push.fields)) {
    const field = fieldOf(name, said, models);
    if ('fault' in field) faults.push({ field: name, fault: field.fault });
    else fields.push(field);
  }
  return { fields, faults };
}

function fieldOf(
  name: string,
  { value, digits, band, characters, top, by }: PushField,
  models: ScoreModels,
): LeadField | { readonly fault: string } {
  switch (value) {
    case 'rank':
      return { name, kind: 'rank', pool: { top, by: by === undefined ? undefined : poolBy(by) }, band };
    case 'reasons':
      return { name, kind: 'reasons', characters };
    case 'date':
    case 'model':
      return { name, kind: value };
    default: {
      const bound = bindExpression(value, models);
      return 'fault' in bound ? bound : { name, kind: 'score', expression: bound.expression, digits, band };
    }
  }
}

const ATTRIBUTE = 'attrs.';

/** `salesperson` or `attrs.team`, as settings and commands write it. */
export const poolBy = (text: string): PoolBy =>
  text.startsWith(ATTRIBUTE) ? { attribute: text.slice(ATTRIBUTE.length) } : { linked: text };
