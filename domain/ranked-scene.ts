/** The best leads of a scene by its own `score`: what `daybreak leads` prints where the settings have one. */
export interface RankedScene {
  readonly scene: string;
  readonly run: number;
  /** The expression that ranks them. */
  readonly by: string;
  /** Outputs that it reads, for example `mmoe.click`. */
  readonly outputs: readonly string[];
  /** Best first, ties by opportunity id by code point. */
  readonly leads: readonly {
    readonly opportunityId: string;
    readonly score: number;
    /** In the order of `outputs`. */
    readonly scores: readonly number[];
    /** What speaks for and against it; left out where it was not asked for. */
    readonly reasons?: string;
  }[];
}
