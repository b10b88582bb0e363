/** What is wrong with the server just now; the tests set it while it runs. Every count is of calls still to come. */
export interface ServerFaults {
  /** Answers 429; `retryAfter` is the header as it stands, seconds or a date. */
  throttle: { calls: number; retryAfter?: string };
  /** Answers with this status and a page that is not JSON. */
  fail: { calls: number; status: number };
  /** Waits before it answers, every call. */
  slowMs: number;
  /** Stores what is written, and drops the connection instead of answering. */
  dropAfterStoring: number;
  /** Drops the connection before it does anything. */
  dropBefore: number;
  /** One row that cannot be taken rejects the whole call with 422. */
  wholeBatch: boolean;
  /** Answers that all was updated, and stores nothing. */
  lies: boolean;
  /** The user may read and not write: 403. */
  readOnly: boolean;
  /** The token counts no more: 401. */
  loggedOut: boolean;
  /** Says nothing of this many of the last rows of a call, which it did not store either. */
  silentRows: number;
}

export const noFaults = (): ServerFaults => ({
  throttle: { calls: 0 },
  fail: { calls: 0, status: 500 },
  slowMs: 0,
  dropAfterStoring: 0,
  dropBefore: 0,
  wholeBatch: false,
  lies: false,
  readOnly: false,
  loggedOut: false,
  silentRows: 0,
});
