import type { ScenePush } from './crm-settings.ts';
import { leadNumber, withinBand } from './lead-number.ts';
import type { FieldValues } from './push-receipt.ts';

/** A field of a scene's leads, and the CRM's field that it is written into. */
export interface TargetField {
  /** As the settings and the leads name it. */
  readonly name: string;
  /** The CRM's field: the shadow while there is one. Receipts and the journal name values by it. */
  readonly target: string;
  readonly type: 'number' | 'text' | 'date';
  readonly digits: number;
  readonly band: number;
  /** The longest text that it is given, where that is known. */
  readonly characters?: number;
}

type Value = FieldValues[string];

/** In the order of the settings; with `onlyShadows` those that have a shadow. */
export const targetFields = ({ fields, shadow }: ScenePush, onlyShadows = false): TargetField[] =>
  Object.entries(fields)
    .filter(([name]) => !onlyShadows || Object.hasOwn(shadow, name))
    .map(([name, { value, digits, band, characters }]) => ({
      name,
      target: (Object.hasOwn(shadow, name) ? shadow[name] : undefined) ?? name,
      type: value === 'reasons' || value === 'model' ? 'text' : value === 'date' ? 'date' : 'number',
      digits: value === 'rank' ? 0 : digits,
      band,
      ...(value === 'reasons' ? { characters } : {}),
    }));

/**
 * The values of a lead by the CRM's field. One that the lead lacks, as reasons that were not made, is what it was, else an empty field.
 * @param before by the CRM's field
 */
export const targetValues = (fields: readonly TargetField[], values: FieldValues, before?: FieldValues): FieldValues =>
  Object.fromEntries(
    fields.map(({ name, target }) => {
      const value = own(values, name);
      return [target, value === undefined ? (own(before, target) ?? null) : value];
    }),
  );

/** Whether a CRM would show the same: numbers to the field's decimals, texts but for line ends and blanks at their end; no text is an empty field. */
export function sameValue({ type, digits }: Pick<TargetField, 'type' | 'digits'>, a: Value, b: Value): boolean {
  if (type === 'number' && typeof a === 'number' && typeof b === 'number')
    return a === b || leadNumber(a - b, digits) === 0;
  return plain(a) === plain(b);
}

/** Whether a value is known under a name. */
export const own = (values: FieldValues | undefined, name: string): Value | undefined =>
  values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;

const plain = (value: Value): Value =>
  typeof value === 'string' ? value.replaceAll('\r\n', '\n').trimEnd() || null : value;

/**
 * Whether a lead is to be written again: one of its numbers has left the band around the value that was delivered, or a field was never
 * delivered. Texts and dates alone are no reason, unless the scene has no numbers.
 */
export function hasMoved(
  fields: readonly TargetField[],
  delivered: FieldValues | undefined,
  wanted: FieldValues,
): boolean {
  if (delivered === undefined) return true;
  const decide = fields.some(({ type }) => type === 'number') ? 'number' : undefined;
  return fields.some((field) => {
    const [before, now] = [own(delivered, field.target), own(wanted, field.target) ?? null];
    if (before === undefined) return true;
    if (decide !== undefined && field.type !== decide) return false;
    if (typeof before === 'number' && typeof now === 'number')
      return !withinBand(before, now, field.digits, field.band) && !sameValue(field, before, now);
    return !sameValue(field, before, now);
  });
}
