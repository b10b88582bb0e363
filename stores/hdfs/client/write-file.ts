import { endOf } from './answer.ts';
import { onDataNode } from './data-step.ts';
import type { Exchange } from './exchange.ts';
import type { Ask } from './namenode.ts';
import type { Body } from './send-body.ts';

export interface CreateOptions {
  /** Without it, an existing file is an error. */
  readonly overwrite?: boolean;
  /** Octal, such as `640`. */
  readonly permission?: string;
  readonly blockBytes?: number;
  readonly replication?: number;
  readonly signal?: AbortSignal;
}

/** Makes a file and the folders above it. After an error a part of the file may be there, as a file that looks whole. */
export async function createFile(
  ask: Ask,
  exchange: Exchange,
  path: string,
  body: Body,
  { overwrite = false, permission, blockBytes, replication, signal }: CreateOptions,
): Promise<void> {
  const query = { overwrite, permission, blocksize: blockBytes, replication };
  await endOf(await onDataNode(ask, exchange, { method: 'PUT', operation: 'CREATE', path, query, signal }, body));
}

/** Adds to a file. After an error a part may have been added. */
export async function appendFile(
  ask: Ask,
  exchange: Exchange,
  path: string,
  body: Body,
  signal: AbortSignal | undefined,
): Promise<void> {
  await endOf(await onDataNode(ask, exchange, { method: 'POST', operation: 'APPEND', path, signal }, body));
}
