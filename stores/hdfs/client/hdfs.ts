import { z } from 'zod';
import { endOf, jsonOf } from './answer.ts';
import { onDataNode } from './data-step.ts';
import { openExchange } from './exchange.ts';
import { pageAnswer, statusAnswer, type FileStatus } from './file-status.ts';
import { HdfsError } from './hdfs-error.ts';
import { openNameNodes, type Question } from './namenode.ts';
import { settingsOf, type HdfsOptions } from './options.ts';
import { readFile, type OpenOptions } from './read-file.ts';
import type { Body } from './send-body.ts';
import { checksumAnswer, type ChecksumParts, type StoredChecksum } from './stored-checksum.ts';
import { openTokens, type DelegationTokens } from './tokens.ts';
import { appendFile, createFile, type CreateOptions } from './write-file.ts';

/** HDFS over WebHDFS. Paths are absolute and not encoded. Every error is an HdfsError, but for what the source of a body throws. */
export interface HdfsClient {
  /** Makes a file and the folders above it; after an error a part of it may stay. */
  create(path: string, body: Body, options?: CreateOptions): Promise<void>;
  /** Adds to a file; after an error a part may have been added. */
  append(path: string, body: Body, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Pieces of a file; a connection that breaks before its end is an error. */
  open(path: string, options?: OpenOptions): AsyncGenerator<Uint8Array>;
  status(path: string): Promise<FileStatus>;
  /** What is directly in a folder, ascending by bytes of the name, page by page; the file itself (with an empty name) where the path is one. */
  list(path: string): AsyncGenerator<FileStatus>;
  /** Makes a folder and those above it; fine where it exists. */
  mkdirs(path: string, permission?: string): Promise<void>;
  /** In one step. With `overwrite` a file in the way is replaced, without it is an error. Never repeated once it may have been carried out. */
  rename(from: string, to: string, options?: { readonly overwrite?: boolean }): Promise<void>;
  /** Whether there was something to delete. */
  delete(path: string, options?: { readonly recursive?: boolean; readonly signal?: AbortSignal }): Promise<boolean>;
  /** Moves the blocks of `sources`, in order, behind those of `path`; the sources are gone afterwards. */
  concat(path: string, sources: readonly string[]): Promise<void>;
  checksum(path: string): Promise<StoredChecksum>;
  /** @param permission octal, such as `750` */
  setPermission(path: string, permission: string): Promise<void>;
  /** What new files get where `create` does not say otherwise. */
  serverDefaults(): Promise<ChecksumParts>;
  readonly tokens: DelegationTokens;
  /** Ends kept connections; calls that are under way fail. */
  close(): void;
}

const yes = z.object({ boolean: z.boolean() }).transform((answer) => answer.boolean);
const defaults = z
  .object({ FsServerDefaults: z.object({ blockSize: z.number(), bytesPerChecksum: z.number() }) })
  .transform(({ FsServerDefaults: { blockSize: blockBytes, bytesPerChecksum } }) => ({ blockBytes, bytesPerChecksum }));

/** @throws HdfsError usage for options that cannot be right; nothing is asked before the first call. */
export function connectHdfs(options: HdfsOptions): HdfsClient {
  const settings = settingsOf(options);
  const { exchange, close } = openExchange(settings);
  const ask = openNameNodes(settings, exchange);
  const agreed = async (question: Question, otherwise: string): Promise<void> => {
    if (await ask(question, (answer) => jsonOf(answer, yes))) return;
    const { operation, path } = question;
    throw new HdfsError('refused', `${operation} of ${path} was refused: ${otherwise}`, { operation, path });
  };
  const put = (operation: string, path: string, query: Question['query'], repeatable: boolean): Question => ({
    method: 'PUT',
    operation,
    path,
    query: query ?? {},
    repeatable,
  });
  return {
    create: (path, body, create = {}) => createFile(ask, exchange, path, body, create),
    append: (path, body, { signal } = {}) => appendFile(ask, exchange, path, body, signal),
    open: (path, open = {}) => readFile(ask, exchange, path, open),
    status: (path) =>
      ask({ method: 'GET', operation: 'GETFILESTATUS', path, repeatable: true }, (answer) =>
        jsonOf(answer, statusAnswer),
      ),
    async *list(path) {
      for (let startAfter: string | undefined; ;) {
        const query = { startAfter };
        const question = { method: 'GET', operation: 'LISTSTATUS_BATCH', path, query, repeatable: true } as const;
        const page = await ask(question, (answer) => jsonOf(answer, pageAnswer));
        yield* page.entries;
        startAfter = page.entries.at(-1)?.name;
        if (page.left === 0 || startAfter === undefined) return;
      }
    },
    mkdirs: (path, permission) => agreed(put('MKDIRS', path, { permission }, true), 'the folder cannot be made'),
    rename: async (from, to, { overwrite = false } = {}) => {
      if (!overwrite) {
        const why = `${from} is missing, ${to} exists, or its folder does not`;
        await agreed(put('RENAME', from, { destination: to }, false), why);
        return;
      }
      await ask(put('RENAME', from, { destination: to, renameoptions: 'OVERWRITE' }, false), endOf);
    },
    delete: (path, { recursive = false, signal } = {}) =>
      ask({ method: 'DELETE', operation: 'DELETE', path, query: { recursive }, repeatable: true, signal }, (answer) =>
        jsonOf(answer, yes),
      ),
    concat: (path, sources) =>
      ask(
        { method: 'POST', operation: 'CONCAT', path, query: { sources: sources.join(',') }, repeatable: false },
        endOf,
      ),
    checksum: async (path) =>
      jsonOf(await onDataNode(ask, exchange, { method: 'GET', operation: 'GETFILECHECKSUM', path }), checksumAnswer),
    setPermission: (path, permission) => ask(put('SETPERMISSION', path, { permission }, true), endOf),
    serverDefaults: () =>
      ask({ method: 'GET', operation: 'GETSERVERDEFAULTS', path: '/', repeatable: true }, (answer) =>
        jsonOf(answer, defaults),
      ),
    tokens: openTokens(ask),
    close,
  };
}

export { HdfsError } from './hdfs-error.ts';
export { expectChecksum, type ChecksumParts, type StoredChecksum } from './stored-checksum.ts';
export type { FileStatus } from './file-status.ts';
export type { HdfsOptions } from './options.ts';
