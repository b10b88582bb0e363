import type { Lead } from '../../crm/lead-book.ts';
import type { NightRun } from '../../domain/night.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { linesOf } from '../lines.ts';
import { scoresPath } from '../run-files.ts';

/** The lines of a model's scores.csv, in order. */
export async function* scoresOf(blobs: BlobStore, run: NightRun, model: string): AsyncGenerator<Lead> {
  let header = true;
  for await (const line of linesOf(blobs.readStream(scoresPath(run, model)))) {
    if (!header) yield parseLine(line);
    header = false;
  }
}

/** An id in quotes may hold commas and doubled quotes; scores never do. Ids hold no line break (refused on loading). */
function parseLine(line: string): Lead {
  const quoted = /^"((?:[^"]|"")*)",(.*)$/.exec(line);
  const [id, rest] = quoted ? [String(quoted[1]).replaceAll('""', '"'), String(quoted[2])] : split(line);
  return { opportunityId: id, scores: rest.split(',').map(Number) };
}

function split(line: string): [string, string] {
  const comma = line.indexOf(',');
  return [line.slice(0, comma), line.slice(comma + 1)];
}
