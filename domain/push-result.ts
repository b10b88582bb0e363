/** What became of the leads of a scene in the CRM; counts are of rows. */
export interface PushResult {
  readonly scene: string;
  readonly dryRun: boolean;
  /** Changed since they were delivered, so to be written. */
  readonly changed: number;
  readonly same: number;
  /** Acknowledged by the CRM, now or before this run was interrupted. */
  readonly delivered: number;
  /** Of them, those that the CRM had already, as an interrupted push left them. */
  readonly found: number;
  /** A person's value stands. */
  readonly edited: number;
  readonly dead: number;
  readonly suppressed: number;
  /** Left as the push of a newer night left them; left out for none. */
  readonly newer?: number;
  /** Not tried yet when the CRM took no more calls; 0 or left out for none. */
  readonly waiting?: number;
  /** Read again; of them `differing` were not as delivered. */
  readonly readBack: number;
  readonly differing: number;
  readonly calls: number;
  /** Calls that were sent again: throttled, transient, or split. */
  readonly callsAgain: number;
  /** The first few that failed, by opportunity id. */
  readonly examples: readonly { readonly id: string; readonly reason: string }[];
  /** Why it stopped before the end; left out where it did not. */
  readonly stopped?: string;
}
