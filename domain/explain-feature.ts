import type { BaseFeature, DictionaryRow } from './dictionary.ts';
import type { Found } from './dictionary-lookup.ts';
import { chinese } from './explain-chinese.ts';
import { english } from './explain-english.ts';
import type { ExplainWords } from './explain-words.ts';
import { windowsOf } from './window.ts';

/** A feature or a row in words, in the language of its explain column. Each text is a sentence without its full stop. */
export interface Explanation {
  readonly meaning: readonly string[];
  /** What a day's value is; undefined for an attribute. */
  readonly day: string | undefined;
  /** When there is no value; undefined for an attribute. */
  readonly absent: string | undefined;
}

/** Chinese where the row's own explanation has a Chinese character, else English. */
export const wordsFor = (row: DictionaryRow): ExplainWords => (/\p{Script=Han}/u.test(row.explain) ? chinese : english);

/** What a feature, or a row of the dictionary, says; of a row with events the meaning is empty, as its features have theirs. */
export function explain(found: Found): Explanation {
  const words = wordsFor(found.row);
  if (found.kind === 'derived') {
    const { row, fn, window, aggregated } = found;
    const whose = aggregated ? 'linked' : 'one';
    const meaning = words.derived(words.functions[fn], words.window(window), whose, row.dim);
    return { meaning: [meaning], day: explainDay(row, words), absent: words.absent };
  }
  const { row } = found;
  if (row.kind === 'attribute') {
    return { meaning: [words.attribute(row.attr, row.dim, row.vocab)], day: undefined, absent: undefined };
  }
  return { meaning: [], day: explainDay(row, words), absent: words.absent };
}

/** A row's functions and windows, a phrase each, in the order of the row. */
export function explainParts(row: BaseFeature): { readonly functions: string[]; readonly windows: string[] } {
  const words = wordsFor(row);
  return {
    functions: row.functions.map((fn) => `${fn} ${words.functions[fn]}`),
    windows: windowsOf(row.windowDays, row.windowKind).map((window) => `${window.label} ${words.window(window)}`),
  };
}

function explainDay({ source, businessLine }: BaseFeature, words: ExplainWords): string {
  return words.day(source.fold, source.attr, words.events(source.feature, businessLine, source.condition));
}
