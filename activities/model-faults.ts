import { asDaybreakError, DaybreakError } from '../domain/errors.ts';
import type { ModelManifest } from '../domain/model-manifest.ts';
import type { Ports } from './ports.ts';

/** The models that the scorer refuses, an error each: said before a night computes for them, not when it comes to score. */
export async function modelFaults(
  { dictionaries, scorer }: Pick<Ports, 'dictionaries' | 'scorer'>,
  dictionary: string,
  models: readonly { readonly name: string; readonly manifest: ModelManifest }[],
): Promise<DaybreakError[]> {
  const faults: DaybreakError[] = [];
  for (const { name, manifest } of models) {
    try {
      const loaded = await scorer.load(await dictionaries.readModel(dictionary, name), manifest);
      await loaded.close();
    } catch (thrown) {
      const { code, message, next } = asDaybreakError(thrown);
      faults.push(new DaybreakError(code, `${dictionary}/models/${name}: ${message}`, next, thrown));
    }
  }
  return faults;
}
