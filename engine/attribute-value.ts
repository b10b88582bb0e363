import { attribute, type Attributes } from '../domain/attributes.ts';
import { numberOf } from '../domain/decimal.ts';
import type { AttributeFeature } from '../domain/dictionary.ts';
import { storedAttributes } from './stored-text.ts';

/**
 * ASOF: the number of an attribute in the attributes of the version in force. Through a vocab it is the 1-based place of the attribute's
 * text, and text that is not there has none; without one it is the number itself (true is 1, false 0). Undefined: absent.
 * A number's text is the one it has in the JSON (1.0 is not 1); a boolean's is True or true, Python's spelling or the JSON's.
 * Source: docs/rules.md#attributes.
 * @param attrs the same as `attrsText`, for callers that have read it already
 */
export function attributeValue(
  { attr, vocab, dim }: AttributeFeature,
  attrsText: string,
  attrs: Attributes = storedAttributes(attrsText, `a version of ${dim}`),
): number | undefined {
  const value = attribute(attrs, attr);
  if (value === undefined || value === null) return undefined;
  if (!vocab) return numberOf(value);
  for (const text of spellings(value, attr, attrsText)) {
    const place = vocab.indexOf(text);
    if (place >= 0) return place + 1;
  }
  return undefined;
}

function spellings(value: unknown, attr: string, attrsText: string): string[] {
  if (typeof value === 'boolean') return [value ? 'True' : 'False', String(value)];
  if (typeof value !== 'number') return [typeof value === 'string' ? value : JSON.stringify(value)];
  return [String(attribute(numbersAsText(attrsText), attr))];
}

/** The attributes with every number as the text it was written with: JSON.parse alone makes 1 of 1.0, which are two words of a vocab. */
const numbersAsText = (attrsText: string): Attributes =>
  JSON.parse(
    attrsText.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => (token.startsWith('"') ? token : `"${token}"`)),
  ) as Attributes;
