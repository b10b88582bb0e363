import { createHash } from 'node:crypto';
import { definedFeatures } from '../domain/definition.ts';
import { growIndex, type IndexChange } from '../domain/feature-index.ts';
import type { DictionaryContents } from './dictionary-context.ts';

/** What the next night would do to the index. @throws DaybreakError DICTIONARY_CHANGED */
export const nextIndex = ({ index, dictionary }: DictionaryContents): IndexChange =>
  growIndex(
    index,
    definedFeatures(dictionary, (text) => createHash('sha256').update(text).digest('hex')),
  );

/** Ascending columns as ranges: `1-8, 12`. */
export function columnRanges(columns: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const column of columns) {
    const last = ranges.at(-1);
    if (last?.to === column - 1) last.to = column;
    else ranges.push({ from: column, to: column });
  }
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

/** `1 feature`, `3 features`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
