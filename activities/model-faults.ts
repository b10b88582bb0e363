import { asDaybreakError, DaybreakError } from '../domain/errors.ts';
import type { Model } from '../stores/dictionary-store.ts';
import type { Ports } from './ports.ts';

/** The models that the scorer refuses, an error each: said before a night computes for them, not when it comes to score. */
export async function modelFaults(
  { dictionaries, scorer }: Pick<Ports, 'dictionaries' | 'scorer'>,
  dictionary: string,
  models: readonly Model[],
): Promise<DaybreakError[]> {
  const faults: DaybreakError[] = [];
  for (const model of models) {
    const { name, manifest } = model;
    try {
      const loaded = await scorer.load(await dictionaries.readModel(model), manifest);
      await loaded.close();
    } catch (thrown) {
      const { code, message, next } = asDaybreakError(thrown);
      faults.push(new DaybreakError(code, `${dictionary}/models/${name}: ${message}`, next, thrown));
    }
  }
  return faults;
}
