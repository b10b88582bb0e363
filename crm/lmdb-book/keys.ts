import type { MadeFrom, PushTarget } from '../lead-book.ts';

/**
 * The tables of the folder of leads:
 *   targets  [dictionary, date, scene, model]   -> TargetRecord; never taken out, so their number is the next one's place
 *   leads    [place of the target, opportunity] -> LeadRecord
 */
export type TargetKey = [dictionary: string, date: string, scene: string, model: string];
export type LeadKey = [place: number, opportunityId: string];

export interface TargetRecord {
  readonly place: number;
  /** By run: the names of the outputs of each run that may still have leads here. */
  readonly outputs: Readonly<Record<string, readonly string[]>>;
  /** By run, of the runs whose scores were made from data of other nights; a record of an older version has none. */
  readonly madeFrom?: Readonly<Record<string, MadeFrom>>;
}

/** The run that pushed the lead, then its scores in the order of that run's outputs. */
export type LeadRecord = readonly [run: number, ...scores: number[]];

export const targetKey = ({
  dictionary,
  date,
  scene,
  model,
}: Pick<PushTarget, 'dictionary' | 'date' | 'scene' | 'model'>): TargetKey => [dictionary, date, scene, model];
