import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What really happened in a night, as Temporal recorded it; record-histories.ts makes the files. */
export interface RecordedHistory {
  readonly workflowId: string;
  readonly events: readonly unknown[];
}

export const HISTORIES = join(import.meta.dirname, '../histories');

export const historyNames = (): string[] =>
  readdirSync(HISTORIES)
    .filter((name) => name.endsWith('.json'))
    .sort();

export const readHistory = (name: string): RecordedHistory =>
  JSON.parse(readFileSync(join(HISTORIES, name), 'utf8')) as RecordedHistory;
