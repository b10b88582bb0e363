import type { Logger } from 'pino';
import type { Calendar } from '../domain/calendar.ts';
import type { Instant } from '../domain/instant.ts';
import type { CrmSettings } from '../domain/crm-settings.ts';
import type { Crm, CrmField } from '../crm/crm.ts';
import type { LeadBook } from '../crm/lead-book.ts';
import type { Scorer } from '../scoring/scorer.ts';
import type { ReadStream } from '../sources/drop.ts';
import type { BlobStore } from '../stores/blob-store.ts';
import type { DictionaryStore } from '../stores/dictionary-store.ts';
import type { FeatureStore } from '../stores/feature-store.ts';
import type { LoadPorts } from './load/load-drop.ts';

/** What the activities work with; workers/ports.ts chooses the adapters. */
export interface Ports {
  readonly blobs: BlobStore;
  readonly dictionaries: DictionaryStore;
  /** The feature store of a dictionary, opened once a process. */
  openStore(dictionary: string, timeZone: string): Promise<FeatureStore>;
  calendar(timeZone: string): Calendar;
  readonly scorer: Scorer;
  readonly book: LeadBook;
  /** The CRM that a dictionary's settings name, for one scene's fields; whoever opens it closes it. @throws DaybreakError SETTINGS_INVALID naming the key */
  openCrm(dictionary: string, settings: CrmSettings, fields: readonly CrmField[]): Promise<Crm>;
  /** How a drop is found and read, and a stream of rows. */
  readonly sources: Pick<LoadPorts, 'findDrop' | 'open'> & { readonly readStream: ReadStream };
  /** Whether a partition folder is complete. */
  partitionReady(partition: string): Promise<boolean>;
  now(): Instant;
  /** Ways to tell people; both reject with the reason when an alert does not arrive in time. */
  readonly alerts: {
    /** JSON by HTTP POST; any answer of 2xx will do. */
    post(url: string, body: string, timeoutMs: number): Promise<void>;
    /** A program without a shell, the JSON on its standard input; it must end with 0. */
    run(command: readonly string[], body: string, timeoutMs: number): Promise<void>;
  };
  readonly sha256: (content: string | Uint8Array) => string;
  /** SHA-256 piece by piece. */
  readonly hasher: () => { update(bytes: Uint8Array): void; digest(): string };
  /** A sum piece by piece that is far less work: by it damage is found, and nothing else. */
  readonly quickSum: Ports['hasher'];
  readonly codeVersion: string;
  /** Hash of the code that makes rows. */
  readonly rowCode: string;
  /** Address of the Temporal UI; undefined where nobody said it. */
  readonly uiUrl: string | undefined;
  readonly log: Logger;
}
