import { baseNameOf, OPPORTUNITY, type Dictionary, type DictionaryRow } from './dictionary.ts';
import { lookUp, type Found } from './dictionary-lookup.ts';
import { chineseReason, englishReason, type ReasonWords } from './reason-words.ts';

/**
 * The feature of an opportunity that a model's column stands for; undefined for a name that the dictionary does not have.
 * A derived name may stand for rows of several types, and only those about opportunities are columns without a type.
 */
export function columnFeature(dictionary: Dictionary, feature: string): Found | undefined {
  const found = lookUp(dictionary, feature).filter((one) =>
    one.kind === 'derived' && one.aggregated ? true : one.row.dim === OPPORTUNITY,
  );
  return found[0];
}

/**
 * A feature with its value as a person would say it, in the language of the dictionary's own explanation:
 * `time that sales talked with the customer in a day (line 01): 108 seconds on the strongest day in 7 days`.
 * Without a found feature it is the name with the value.
 */
export function reasonText(found: Found | undefined, feature: string, value: number | undefined): string {
  if (!found) return `${feature}: ${value === undefined ? englishReason.nothing : numberText(value)}`;
  const { row } = found;
  const words = /\p{Script=Han}/u.test(row.explain) ? chineseReason : englishReason;
  const whose = found.kind === 'derived' && found.aggregated ? words.linked(row.dim) : '';
  const what = `${row.explain === '' ? baseNameOf(row) : row.explain}${lineOf(row, words)}${whose}`;
  if (found.kind === 'row') return words.sentence(what, attributeText(row, value, words));
  const { fn, window } = found;
  if (value === undefined) return words.sentence(what, words.placed(words.nothing, words.window(window)));
  const said = words.functions[fn](`${numberText(value)}${unitOf(row, value)}`, numberText(value));
  // These two count from the run date already.
  const whole = fn === 'RECENCY' || fn === 'ARGMAX';
  return words.sentence(what, whole ? said : words.placed(said, words.window(window)));
}

/**
 * For each feature the place of the first that says the same where both are absent: that nothing came in some days is one fact, whichever
 * functions were to be worked out over them. [features]
 */
export function alikeWhenAbsent(dictionary: Dictionary, features: readonly string[]): Int32Array {
  const firstOf = new Map<string, number>();
  return Int32Array.from(features, (feature, i) => {
    const said = reasonText(columnFeature(dictionary, feature), feature, undefined);
    const first = firstOf.get(said) ?? i;
    firstOf.set(said, first);
    return first;
  });
}

const lineOf = ({ businessLine }: DictionaryRow, words: ReasonWords): string =>
  businessLine === '' ? '' : words.line(businessLine);

function unitOf({ more }: DictionaryRow, value: number): string {
  const unit = more['unit'] ?? '';
  if (unit === '') return '';
  return ` ${numberText(value) === '1' ? singular(unit) : unit}`;
}

/** An English unit of one: `minute` of `minutes`, `refresh a day` of `refreshes a day`. What does not look like a plural stays, as do `ms` and `kbps`. */
const singular = (unit: string): string =>
  unit.replace(/^\p{Letter}{4,}/u, (word) => {
    if (!/[aeiou].*s$/.test(word) || /(?:ss|us|is|series)$/.test(word)) return word;
    if (/[^aeiou]ies$/.test(word)) return word.replace(/ies$/, 'y');
    return word.replace(/(?<=sh|ch|x|ss)es$|s$/, '');
  });

function attributeText(row: DictionaryRow, value: number | undefined, words: ReasonWords): string {
  if (value === undefined) return words.unknownWord;
  const vocab = row.kind === 'attribute' ? row.vocab : undefined;
  return vocab ? (vocab[value - 1] ?? numberText(value)) : `${numberText(value)}${unitOf(row, value)}`;
}

/** As people read a value: at most six significant digits, as it is not computed with. All of a whole number's: it may be a date or a number of something. */
export const numberText = (value: number): string =>
  String(Number.isSafeInteger(value) ? value : Number(value.toPrecision(6)));
