import { OPPORTUNITY } from '../../domain/dictionary.ts';

/** The entity types whose features are aggregated to opportunities. */
export const linkedTypes = (types: readonly string[]): string[] => types.filter((type) => type !== OPPORTUNITY);
