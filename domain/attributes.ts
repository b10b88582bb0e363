/** The attributes of an event or a version: a JSON object. */
export type Attributes = Readonly<Record<string, unknown>>;

const NONE: Attributes = {};

/** The attributes in a cell's text; blank is no attributes; undefined for text that is no JSON object. */
export function parseAttributes(text: string): Attributes | undefined {
  if (text === '') return NONE;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Attributes) : undefined;
  } catch {
    return undefined; // the caller says which row, and sets it aside
  }
}

/** One attribute, or undefined; names such as `constructor` find nothing unless the row has them. */
export const attribute = (attrs: Attributes, name: string): unknown =>
  Object.hasOwn(attrs, name) ? attrs[name] : undefined;
