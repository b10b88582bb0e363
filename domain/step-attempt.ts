/** An attempt after the first one at a step of a run. */
export interface StepAttempt {
  /** The verb: `sealNight`, `computeShard` … */
  readonly step: string;
  /** Entity type, where the step is cut by it. */
  readonly type?: string;
  /** Which piece of the step: the same text for all its attempts. */
  readonly activity: string;
  /** 2 or more. */
  readonly attempt: number;
  /** When it began, milliseconds since 1970, by the clock of its worker. */
  readonly atMs: number;
}

/** A step that needed more than one attempt. */
export interface StepAgain {
  readonly step: string;
  /** 1, and one more for every time that a piece of it was done again. */
  readonly attempts: number;
}
