import { z } from 'zod';

/** A file or folder. Times are ms since 1970 by the NameNode's clock. */
export interface FileStatus {
  /** Last name of the path; empty for the very path that was asked for. */
  readonly name: string;
  readonly type: 'FILE' | 'DIRECTORY' | 'SYMLINK';
  readonly bytes: number;
  /** Of the inode: kept by a rename, never used again. */
  readonly fileId: number;
  readonly modifiedMs: number;
  readonly blockBytes: number;
  readonly replication: number;
  readonly owner: string;
  readonly group: string;
  /** Octal, such as `755`. */
  readonly permission: string;
}

const fileStatus = z
  .object({
    pathSuffix: z.string(),
    type: z.enum(['FILE', 'DIRECTORY', 'SYMLINK']),
    length: z.number().int().nonnegative(),
    fileId: z.number().int(),
    modificationTime: z.number(),
    blockSize: z.number(),
    replication: z.number(),
    owner: z.string(),
    group: z.string(),
    permission: z.string(),
  })
  .transform(
    ({
      pathSuffix: name,
      length: bytes,
      modificationTime: modifiedMs,
      blockSize: blockBytes,
      ...rest
    }): FileStatus => ({
      name,
      bytes,
      modifiedMs,
      blockBytes,
      ...rest,
    }),
  );

export const statusAnswer = z.object({ FileStatus: fileStatus }).transform((answer) => answer.FileStatus);

/** A page of a folder, ascending by bytes of the name, and how many are left behind it. */
export const pageAnswer = z
  .object({
    DirectoryListing: z.object({
      partialListing: z.object({ FileStatuses: z.object({ FileStatus: z.array(fileStatus) }) }),
      remainingEntries: z.number(),
    }),
  })
  .transform(({ DirectoryListing: { partialListing, remainingEntries } }) => ({
    entries: partialListing.FileStatuses.FileStatus,
    left: remainingEntries,
  }));
