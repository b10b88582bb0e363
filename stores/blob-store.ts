/** Files of nights. Adapters: local/ (a folder), hdfs/; test/contract/blob-store.ts says what each must do. Paths are relative, with `/`. */
export interface BlobStore {
  /** Writes aside, verifies length and hash, renames: a reader sees the whole new file or what was there before. */
  write(path: string, content: BlobContent): Promise<BlobRef>;
  /**
   * The same for one who has more to do meanwhile: resolves when the content was taken and read back; the file is there when `placed` resolves.
   * @param after  the file does not take its place before this has resolved, nor ever when it rejects
   */
  begin(path: string, content: BlobContent, after?: Promise<unknown>): Promise<BegunBlob>;
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

export type BlobContent = Uint8Array | AsyncIterable<Uint8Array>;

interface BegunBlob {
  readonly ref: BlobRef;
  /** A failure that nobody waits for stays unheard. */
  readonly placed: Promise<void>;
}

export interface BlobRef {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256, lower-case hex. */
  readonly sha256: string;
}
