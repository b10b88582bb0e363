import type { LeadLine } from '../../domain/lead-line.ts';
import type { NightRun } from '../../domain/night.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { linesOf } from '../lines.ts';
import { leadsPath } from '../run-files.ts';

/** One part of the leads of a scene as the run left them for the CRM, a line at a time. */
export async function* leadsOfPart(
  blobs: BlobStore,
  run: NightRun,
  scene: string,
  part: number,
): AsyncGenerator<LeadLine> {
  for await (const line of linesOf(blobs.readStream(leadsPath(run, scene, part)))) yield JSON.parse(line) as LeadLine;
}
