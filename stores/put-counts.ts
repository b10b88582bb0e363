/** What a batch of rows did. `same`: an exact repetition of a stored version; `replaced`: became current in the place of an older version or lost to a newer one. */
export interface PutCounts {
  readonly added: number;
  readonly replaced: number;
  readonly same: number;
  /** Events only, and left out where there is none: those of `replaced` that lost to a version that was there before the batch. */
  readonly lost?: number;
}
