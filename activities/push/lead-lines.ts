import type { LeadLine } from '../../domain/lead-line.ts';
import type { NightRun } from '../../domain/night.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { linesOf } from '../lines.ts';
import { leadsPath } from '../run-files.ts';

/** The leads of a scene as the run left them for the CRM, a line at a time. */
export async function* leadLines(
  blobs: BlobStore,
  run: NightRun,
  scene: string,
  parts: number,
): AsyncGenerator<LeadLine> {
  for (let part = 0; part < parts; part++) {
    for await (const line of linesOf(blobs.readStream(leadsPath(run, scene, part)))) yield JSON.parse(line) as LeadLine;
  }
}

/** How many of them are said to have changed. */
export async function changedLeads(blobs: BlobStore, run: NightRun, scene: string, parts: number): Promise<number> {
  let changed = 0;
  for await (const lead of leadLines(blobs, run, scene, parts)) changed += lead.changed ? 1 : 0;
  return changed;
}
