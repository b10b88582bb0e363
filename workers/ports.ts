import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { calendarOf, type Calendar } from '../domain/calendar.ts';
import type { StoreAddresses } from '../domain/store-addresses.ts';
import { VERSION } from '../domain/version.ts';
import type { Ports } from '../activities/ports.ts';
import { openLeadBook } from '../crm/lmdb-book/lead-book.ts';
import type { Scorer } from '../scoring/scorer.ts';
import { openCsvTable } from '../sources/csv/open-table.ts';
import { findDrop } from '../sources/find-files.ts';
import { openNdjsonTable } from '../sources/ndjson/open-table.ts';
import { readNdjsonStream } from '../sources/ndjson/read-stream.ts';
import type { FeatureStore } from '../stores/feature-store.ts';
import { openDictionaryFolders, type DictionaryFolders } from '../stores/local/dictionary-folder.ts';
import { alertWays } from './alert-ways.ts';
import { chooseCrm } from './crm-choice.ts';
import { quickSum } from './quick-sum.ts';
import { rowCode } from './row-code.ts';
import { chooseStores } from './store-choice.ts';

export interface OpenPorts extends Ports {
  readonly dictionaries: DictionaryFolders;
  close(): Promise<void>;
}

/**
 * Chooses the adapters. Every store and the CRM are opened when first needed and kept until close.
 * @param cluster where rows and files live; null when they are embedded in the home
 */
export function openPorts(home: string, log: Logger, cluster: StoreAddresses | null): OpenPorts {
  const state = join(home, '.daybreak');
  const chosen = chooseStores(state, cluster);
  const stores = new Map<string, Promise<FeatureStore>>();
  const calendars = new Map<string, Calendar>();
  const calendar = (zone: string): Calendar => {
    const known = calendars.get(zone) ?? calendarOf(zone);
    calendars.set(zone, known);
    return known;
  };
  const book = openLeadBook({ folder: join(state, 'crm') });
  return {
    blobs: chosen.blobs,
    dictionaries: openDictionaryFolders({ folder: join(home, 'dictionaries') }),
    openStore: (dictionary, zone) => {
      const key = `${dictionary}\n${zone}`;
      const open = stores.get(key) ?? chosen.openStore(dictionary, calendar(zone));
      stores.set(key, open);
      // a store that could not be opened is tried again by the next step
      open.catch(() => stores.delete(key));
      return open;
    },
    calendar,
    scorer: scorerWhenNeeded(),
    book,
    openCrm: (dictionary, settings, fields) =>
      chooseCrm(settings, fields, { folder: join(home, 'dictionaries', dictionary), state }),
    sources: {
      findDrop,
      open: {
        csv: openCsvTable,
        ndjson: openNdjsonTable,
        parquet: async (...table) => (await import('../sources/parquet/open-table.ts')).openParquetTable(...table),
      },
      readStream: readNdjsonStream,
    },
    partitionReady: (partition) => Promise.resolve(existsSync(join(partition, '_SUCCESS'))),
    now: () => Date.now() * 1000,
    alerts: alertWays,
    sha256: (content) => createHash('sha256').update(content).digest('hex'),
    hasher: () => {
      const hash = createHash('sha256');
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
    },
    quickSum,
    codeVersion: VERSION,
    rowCode: rowCode(),
    uiUrl: process.env['DAYBREAK_TEMPORAL_UI'],
    log,
    close: async () => {
      for (const store of stores.values()) await (await store).close();
      await chosen.close();
      await book.close();
    },
  };
}

/** Most commands score nothing, and the ONNX runtime is a library of 45 MB. */
function scorerWhenNeeded(): Scorer {
  const open = async (): Promise<Scorer> => (await import('../scoring/onnx/scorer.ts')).openOnnxScorer();
  return {
    load: async (...model) => (await open()).load(...model),
    explain: async (...model) => (await open()).explain(...model),
  };
}
