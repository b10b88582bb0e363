import { DaybreakError } from '../domain/errors.ts';

/**
 * 特征子集: for each column of the feature index (place 0 is unused) the model's 1-based place for it, 0 for a column the model leaves out.
 * `columns` is the column of each active feature; `features` is the order of the model's manifest.
 * @throws DaybreakError MODEL_FEATURE_UNKNOWN for a feature without a column, MODEL_INVALID for one named twice.
 */
export function placesOf(columns: ReadonlyMap<string, number>, features: readonly string[]): Int32Array {
  const placeOf = new Int32Array(1 + [...columns.values()].reduce((most, column) => Math.max(most, column), 0));
  for (const [i, feature] of features.entries()) {
    const column = columns.get(feature);
    if (column === undefined) {
      throw new DaybreakError(
        'MODEL_FEATURE_UNKNOWN',
        `the model's feature ${i + 1}, ${feature}, is not an active feature of the index`,
        'bring its dictionary row back, or train the model on features that exist',
      );
    }
    if (placeOf[column] !== 0) {
      throw new DaybreakError(
        'MODEL_INVALID',
        `the model names ${feature} twice`,
        'name each feature once in the manifest',
      );
    }
    placeOf[column] = i + 1;
  }
  return placeOf;
}
