import type { Lead } from '../../crm/lead-book.ts';
import { DaybreakError } from '../../domain/errors.ts';
import type { NightRun } from '../../domain/night.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { linesOf } from '../lines.ts';
import { scoresOf } from './scores.ts';

/**
 * The scores of a scene: scores.csv of the model, in order, reduced to the ids in the scene's parts, as a model may serve other scenes too.
 * @param idsPaths the `.ids` files of all the scene's parts, in order
 * @throws DaybreakError BLOB_CORRUPT where an opportunity of the scene has no score
 */
export async function* sceneScores(
  blobs: BlobStore,
  run: NightRun,
  model: string,
  idsPaths: readonly string[],
): AsyncGenerator<Lead> {
  const scores = scoresOf(blobs, run, model);
  try {
    for (const path of idsPaths) {
      const wanted = new Set<string>();
      for await (const id of linesOf(blobs.readStream(path))) wanted.add(id);
      while (wanted.size > 0) {
        const next = await scores.next();
        if (next.done)
          throw new DaybreakError(
            'BLOB_CORRUPT',
            `scores.csv of ${model} ends before ${path} does`,
            'run the night again',
          );
        if (wanted.delete(next.value.opportunityId)) yield next.value;
      }
    }
  } finally {
    // read to the scene's last line and no further, so the file would stay open
    await scores.return(undefined);
  }
}
