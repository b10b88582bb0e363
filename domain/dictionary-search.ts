import { formatEventSource } from './data-source.ts';
import { baseNameOf, derivedNamesOf, opportunityNamesOf, type Dictionary, type DictionaryRow } from './dictionary.ts';

export interface SearchHit {
  readonly row: DictionaryRow;
  /** Higher is better; only the order means something. */
  readonly score: number;
}

interface Field {
  readonly texts: readonly string[];
  /** Worth of a word that is the whole text, begins it, or stands in it. */
  readonly whole: number;
  readonly begins: number;
  readonly within: number;
}

/**
 * Rows in which every word of a text is found, best first, then in the order of the file. Words are looked for, whatever their case and
 * width, in ids, names, feature names, explanations, lines, dimensions, functions, sources, further columns and the models that use the row.
 */
export function searchDictionary(
  dictionary: Dictionary,
  text: string,
  modelsOf: (row: DictionaryRow) => readonly string[],
): SearchHit[] {
  const words = folded(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return dictionary.rows
    .map((row) => ({ row, score: scoreOf(words, fieldsOf(row, modelsOf(row))) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.row.line - b.row.line);
}

/** 0 unless every word is found. */
function scoreOf(words: readonly string[], fields: readonly Field[]): number {
  const scores = words.map((word) => Math.max(...fields.map((field) => worth(word, field))));
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0);
}

const worth = (word: string, { texts, whole, begins, within }: Field): number =>
  Math.max(
    0,
    ...texts.map(folded).map((text) => {
      if (text === word) return whole;
      if (text.startsWith(word)) return begins;
      return text.includes(word) ? within : 0;
    }),
  );

function fieldsOf(row: DictionaryRow, models: readonly string[]): Field[] {
  const functions = row.kind === 'base' ? row.functions : ['ASOF'];
  const source = row.kind === 'base' ? formatEventSource(row.source) : `attr:${row.attr}`;
  return [
    { texts: [String(row.id)], whole: 100, begins: 0, within: 0 },
    { texts: [row.name, baseNameOf(row)], whole: 90, begins: 70, within: 60 },
    { texts: [...derivedNamesOf(row), ...opportunityNamesOf(row)], whole: 95, begins: 0, within: 0 },
    { texts: models, whole: 55, begins: 35, within: 0 },
    { texts: [row.businessLine, row.dim], whole: 50, begins: 0, within: 0 },
    { texts: [row.explain], whole: 80, begins: 45, within: 40 },
    { texts: functions, whole: 10, begins: 0, within: 0 },
    { texts: [source, ...Object.values(row.more)], whole: 25, begins: 20, within: 15 },
  ];
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();
