import { failureOf } from './answer.ts';
import { onDataNode } from './data-step.ts';
import type { Exchange } from './exchange.ts';
import type { Ask } from './namenode.ts';

export interface OpenOptions {
  /** Bytes to leave out at the start. */
  readonly offset?: number;
  /** The most bytes to read; the rest of the file where left out. */
  readonly length?: number;
  readonly signal?: AbortSignal;
}

/** Pieces of a file as they arrive. Ends only at the file's end (or at `length`): a connection that breaks earlier is an error. */
export async function* readFile(
  ask: Ask,
  exchange: Exchange,
  path: string,
  { offset, length, signal }: OpenOptions,
): AsyncGenerator<Uint8Array> {
  const answer = await onDataNode(ask, exchange, {
    method: 'GET',
    operation: 'OPEN',
    path,
    query: { offset, length },
    signal,
  });
  if (answer.status !== 200) throw await failureOf(answer);
  yield* answer.bytes();
}
