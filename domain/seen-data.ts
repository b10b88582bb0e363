import { parseDecimal } from './decimal.ts';
import { nearestWord } from './dictionary-nearest.ts';
import {
  OPPORTUNITY,
  type AttributeFeature,
  type BaseFeature,
  type Dictionary,
  type DictionaryRow,
} from './dictionary.ts';

/** What the events and versions of a store look like, by some of them. */
export interface SeenData {
  /** Whether these are all that the store has. */
  readonly whole: boolean;
  /** Events by entity type, then by feature. A type without events is not there. */
  readonly types: ReadonlyMap<string, ReadonlyMap<string, SeenFeature>>;
  /** Attributes of opportunities in force by name; empty where no version of one was looked at. */
  readonly attributes: ReadonlyMap<string, SeenValues>;
}

/** Values of an attribute, as text. */
export interface SeenValues {
  readonly values: ReadonlySet<string>;
  /** Whether all of them are JSON strings: the text of another value may be written in several ways. */
  readonly allTexts: boolean;
}

/** Of some events of one type and feature; none were looked at of a feature that the dictionary does not ask for. */
export interface SeenFeature {
  readonly looked: number;
  readonly lines: ReadonlySet<string>;
  readonly attributes: ReadonlySet<string>;
  /** Whether one of them has a value that is a number. */
  readonly hasValue: boolean;
}

/**
 * What rows of a dictionary ask for and the data do not have: misspelt mostly, else not delivered yet. A sentence each, in the order of the
 * lines. Of a part of the data only what is near something that is there is told, as what is rare may not be among it.
 */
export function unseenWarnings(file: string, dictionary: Dictionary, seen: SeenData): string[] {
  return dictionary.rows.flatMap((row) => {
    const where = `${file} line ${row.line} (id ${row.id}, ${row.name})`;
    return oddOf(row, seen).map((text) => `${where}: ${text}`);
  });
}

const oddOf = (row: DictionaryRow, seen: SeenData): string[] => {
  if (row.kind === 'base') return oddBase(row, seen);
  return row.dim === OPPORTUNITY ? oddAttribute(row, seen) : [];
};

/** The first thing that is missing: what stands behind it is missing then too. */
function oddBase({ dim, businessLine, source }: BaseFeature, { whole, types }: SeenData): string[] {
  const features = types.get(dim);
  if (!features) return missing(whole, `there is no event of the type ${dim}`, dim, types.keys());
  const feature = features.get(source.feature);
  if (!feature)
    return missing(whole, `no event of the type ${dim} is named ${source.feature}`, source.feature, features.keys());
  const { looked, lines, attributes, hasValue } = feature;
  if (looked === 0) return [];
  const events = `the ${source.feature} events of the type ${dim} that were looked at`;
  const line = [...lines].find((one) => one !== businessLine && isMeant(one, businessLine, lines.size));
  if (!lines.has(businessLine) && line !== undefined)
    return [`${events} have ${lineText(line)}, none has ${lineText(businessLine)}`];
  const asked = [source.condition?.attr, source.attr].filter((attr) => attr !== undefined);
  const unknown = asked.find((attr) => !attributes.has(attr) && meant(attr, attributes) !== '');
  if (unknown !== undefined) return [`none of ${events} has the attribute ${unknown}${meant(unknown, attributes)}`];
  const needsValue = source.fold !== 'count' && source.attr === undefined;
  return needsValue && !hasValue ? [`none of ${events} has a value, so :${source.fold} has no number to take`] : [];
}

/** `1` for `01`, or none where every event has one: of other lines there may be too few events to have met one. */
const isMeant = (seen: string, asked: string, lines: number): boolean =>
  plain(seen) === plain(asked) || (lines === 1 && (seen === '' || asked === ''));

const plain = (line: string): string => line.toLowerCase().replace(/^0+(?=.)/, '');

function oddAttribute({ attr, vocab }: AttributeFeature, { attributes }: SeenData): string[] {
  if (attributes.size === 0) return [];
  const seen = attributes.get(attr);
  if (!seen) return missing(false, `no ${OPPORTUNITY} has the attribute ${attr}`, attr, attributes.keys());
  const { values, allTexts } = seen;
  const some = [...values]
    .slice(0, SHOWN)
    .map((value) => JSON.stringify(value))
    .join(', ');
  if (vocab === undefined && ![...values].some((value) => parseDecimal(value) !== undefined))
    return [`the values of ${attr} are no numbers (${some}), so it is absent as long as there is no vocab`];
  if (vocab !== undefined && allTexts && !vocab.some((word) => values.has(word)))
    return [`no word of the vocab is among the values of ${attr} (${some})`];
  return [];
}

const SHOWN = 4;

/** Of a part of the data nothing is said but what is probably meant. */
function missing(whole: boolean, what: string, word: string, known: Iterable<string>): string[] {
  const hint = meant(word, known);
  if (whole) return [`${what}${hint}`];
  return hint === '' ? [] : [`${what} among those that were looked at${hint}`];
}

function meant(word: string, known: Iterable<string>): string {
  const near = nearestWord(word, known);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

const lineText = (line: string): string => (line === '' ? 'no line' : `line ${line}`);
