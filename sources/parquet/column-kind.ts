import type { SchemaElement, SchemaTree } from 'hyparquet';

/** How the values of a column become text. */
export type ColumnKind =
  | { readonly kind: 'plain' }
  | { readonly kind: 'float32' }
  /** Unscaled whole numbers, as the file has them. */
  | { readonly kind: 'decimal'; readonly scale: number }
  /** A clock on a wall: no zone is known, so the text has none. */
  | { readonly kind: 'local time' };

/** The kind of a column, or in words what it is that no cell can hold. */
export function columnKind({ element, children }: SchemaTree): ColumnKind | string {
  const { type, converted_type: converted, logical_type: logical, repetition_type: repetition } = element;
  const annotation = logical?.type ?? converted;
  if (children.length > 0) return `nested (${annotation ?? 'STRUCT'})`;
  if (repetition === 'REPEATED') return 'a list';
  if (annotation !== undefined && UNREADABLE.has(annotation)) return `of type ${annotation}`;
  if (isDecimal(element)) return { kind: 'decimal', scale: scaleOf(element) };
  if (logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC) return { kind: 'local time' };
  if (type === 'FIXED_LEN_BYTE_ARRAY' && annotation !== 'UUID' && annotation !== 'FLOAT16')
    return 'bytes without a type';
  return { kind: type === 'FLOAT' ? 'float32' : 'plain' };
}

const UNREADABLE: ReadonlySet<string> = new Set([
  ...['TIME', 'TIME_MILLIS', 'TIME_MICROS', 'INTERVAL', 'BSON', 'VARIANT', 'GEOMETRY', 'GEOGRAPHY'],
  ...['LIST', 'MAP', 'MAP_KEY_VALUE', 'NULL'],
]);

const isDecimal = ({ converted_type: converted, logical_type: logical }: SchemaElement): boolean =>
  logical?.type === 'DECIMAL' || converted === 'DECIMAL';

const scaleOf = ({ scale, logical_type: logical }: SchemaElement): number =>
  logical?.type === 'DECIMAL' ? logical.scale : (scale ?? 0);

/**
 * A schema element without what hyparquet would do for us and should not: its decimals go through doubles and change (0.3 becomes
 * 0.30000000000000004), and its JSON is parsed. Byte arrays become text, whatever their annotation, unless they are decimals.
 */
export function plainElement(element: SchemaElement): SchemaElement {
  if (!isDecimal(element) && element.type !== 'BYTE_ARRAY') return element;
  const bare = { ...element };
  delete bare.logical_type;
  delete bare.converted_type;
  return isDecimal(element) ? bare : { ...bare, converted_type: 'UTF8' };
}
