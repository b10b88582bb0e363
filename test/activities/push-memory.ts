import type { BlobStore } from '../../stores/blob-store.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { RecordTable } from '../../stores/record-table.ts';

/** Records that cost no disk, for thousands of pushes; the pushes of other tests keep theirs in real stores. */
export function memoryRecords(): FeatureStore {
  const tables = new Map<string, Map<string, string>>();
  const tableOf = (name: string): Map<string, string> => {
    const table = tables.get(name) ?? new Map<string, string>();
    tables.set(name, table);
    return table;
  };
  const parse = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));
  const sorted = (name: string) =>
    [...tableOf(name)]
      .map(([key, text]) => ({ key, value: parse(text) }))
      .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  const records: RecordTable = {
    getRecord: (name, key) => Promise.resolve(parse(tableOf(name).get(key))),
    getRecords: (name, keys) => Promise.resolve(keys.map((key) => parse(tableOf(name).get(key)))),
    putRecord: (name, key, value) => {
      tableOf(name).set(key, JSON.stringify(value));
      return Promise.resolve();
    },
    putRecords: (name, entries) => {
      for (const [key, value] of entries) tableOf(name).set(key, JSON.stringify(value));
      return Promise.resolve();
    },
    listRecords: (name) => Promise.resolve(sorted(name)),
    pageRecords: (name, { after, prefix = '', limit }) => {
      const behind = ({ key }: { key: string }): boolean => after === undefined || key > after;
      return Promise.resolve(
        sorted(name)
          .filter((record) => behind(record) && record.key.startsWith(prefix))
          .slice(0, limit),
      );
    },
    removeRecords: (name, keys) => {
      for (const key of keys) tableOf(name).delete(key);
      return Promise.resolve();
    },
  };
  return records as FeatureStore;
}

export function memoryBlobs(): BlobStore {
  const files = new Map<string, Uint8Array>();
  const blobs: Pick<BlobStore, 'write' | 'exists' | 'readStream'> = {
    write: (path, content) => {
      files.set(path, content as Uint8Array);
      return Promise.resolve({ path, bytes: 0, sha256: '' });
    },
    exists: (path) => Promise.resolve(files.has(path)),
    async *readStream(path) {
      yield await Promise.resolve(files.get(path) ?? new Uint8Array());
    },
  };
  return blobs as BlobStore;
}
