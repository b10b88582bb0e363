import type { RetentionReport } from './retention-report.ts';

/** What the retention workflow is asked for. */
export interface RetentionRequest {
  readonly dictionary: string;
  /** Goes on although the newest night lies far beyond the one before it. */
  readonly sure: boolean;
}

export interface RetentionResult {
  readonly report: RetentionReport;
  /** Tables of the store that were rewritten without what went; 0 where the store needs no such thing. */
  readonly tablesRewritten: number;
}

/** The Temporal workflow id: one retention a dictionary. */
export const retentionWorkflowId = (dictionary: string): string => `retention/${dictionary}`;
