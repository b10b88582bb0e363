import { nearestWord } from '../../domain/dictionary-nearest.ts';
import { dimensionsOf } from '../../domain/dictionary.ts';
import { DaybreakError } from '../../domain/errors.ts';
import type { DictionaryFiles } from './dictionary-files.ts';

/** Entity types that settings.yaml names and the dictionary does not have: a policy for a type with a slip in its name would do nothing. */
export function dimensionFaults({ label, settings, dictionary }: DictionaryFiles): DaybreakError[] {
  const there = dimensionsOf(dictionary);
  const named = [
    ...(settings?.sources ?? []).flatMap(({ name, dimensions = [] }) =>
      dimensions.map((type) => [`dimensions of the source ${name}`, type] as const),
    ),
    ...Object.keys(settings?.late?.dimensions ?? {}).map((type) => ['late.dimensions', type] as const),
  ];
  return named
    .filter(([, type]) => !there.includes(type))
    .map(([where, type]) => {
      const near = nearestWord(type, there);
      const hint = near === undefined ? '' : `; did you mean "${near}"?`;
      const message = `${label}/settings.yaml: ${where} names "${type}", and no row of dictionary.csv is about it${hint}`;
      return new DaybreakError('SETTINGS_INVALID', message, `there are: ${there.join(', ')}`);
    });
}
