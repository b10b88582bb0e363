import type { RunDate } from '../domain/run-date.ts';

/** Daybreak's own list of scored leads, which `daybreak leads` reads. Adapter: lmdb-book/; test/contract/lead-book.ts says what it must do. */
export interface LeadBook {
  /** Upserts leads; one outcome a lead, in order. Pushing the same lead again changes nothing. */
  push(target: PushTarget, leads: readonly Lead[]): Promise<PushOutcome[]>;
  /**
   * Ends a push: leads of the same target that an earlier run pushed and this one did not are taken out. Gives how many.
   * @param ofRun all that the run scores: leads of the date that an earlier run pushed of another scene or model go as well
   */
  finish(target: PushTarget, ofRun?: readonly Pick<PushTarget, 'scene' | 'model'>[]): Promise<number>;
  /** Leads of a run date, best first by the first output, ties by opportunity id by code point; `top` limits them for each scene and model. */
  leads(dictionary: string, date: RunDate, top: number): Promise<PushedLead[]>;
  close(): Promise<void>;
}

export interface PushTarget {
  readonly dictionary: string;
  readonly date: RunDate;
  readonly run: number;
  readonly scene: string;
  readonly model: string;
  readonly outputs: readonly string[];
  /** Data that is not of the run date's night; left out where all of it is. */
  readonly madeFrom?: MadeFrom;
}

/** By entity type: the run date of the earlier night that its features were taken from, or null where the score was made without them. */
export type MadeFrom = Readonly<Record<string, RunDate | null>>;

export interface Lead {
  readonly opportunityId: string;
  /** In the order of the target's outputs. */
  readonly scores: readonly number[];
}

export interface PushedLead extends Lead {
  readonly scene: string;
  readonly model: string;
  readonly outputs: readonly string[];
  readonly run: number;
  /** As the run that pushed the lead said. */
  readonly madeFrom?: MadeFrom;
}

export type PushOutcome =
  { readonly state: 'written' | 'same' } | { readonly state: 'refused'; readonly reason: string };
