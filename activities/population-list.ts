import { saltOf, type SaltRange } from '../domain/salt.ts';
import type { BlobStore } from '../stores/blob-store.ts';
import { linesOf } from './lines.ts';

/** The ids of a stored population list that lie in a salt range, in the list's order. */
export async function* populationIn(blobs: BlobStore, path: string, range: SaltRange): AsyncGenerator<string> {
  for await (const id of linesOf(blobs.readStream(path))) {
    const salt = saltOf(id);
    if (salt >= range.from && salt < range.to) yield id;
  }
}
