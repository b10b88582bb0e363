/** Files of nights. Adapters: local/ (a folder), later hdfs/; test/contract/blob-store.ts says what each must do. Paths are relative, with `/`. */
export interface BlobStore {
  /** Writes aside, verifies length and hash, renames: a reader sees the whole new file or what was there before. */
  write(path: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobRef>;
  /** @throws DaybreakError BLOB_MISSING */
  read(path: string): Promise<Uint8Array>;
  readStream(path: string): AsyncIterable<Uint8Array>;
  /**
   * A stream for one who is done with each piece before asking for the next, as `write` of the same store is: the room of a piece is used again,
   * so that a large file costs no memory.
   */
  readPieces(path: string): AsyncIterable<Uint8Array>;
  exists(path: string): Promise<boolean>;
  /** Paths of all files under a folder, ascending; empty where there is none. */
  list(folder: string): Promise<string[]>;
  /** Names of the folders directly under a folder, ascending. */
  folders(folder: string): Promise<string[]>;
  remove(folder: string): Promise<void>;
  /** Where a person finds it. */
  locate(path: string): string;
}

export interface BlobRef {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256, lower-case hex. */
  readonly sha256: string;
}
