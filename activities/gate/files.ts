import type { SceneGate } from '../../domain/gate-result.ts';
import { runFolder, type NightRun } from '../../domain/night.ts';
import type { BlobStore } from '../../stores/blob-store.ts';

const gatesPath = (run: NightRun): string => `${runFolder(run)}/gates.json`;

export const writeGates = (blobs: BlobStore, run: NightRun, gates: readonly SceneGate[]) =>
  blobs.write(gatesPath(run), new TextEncoder().encode(`${JSON.stringify(gates, undefined, 1)}\n`));

/** How the scenes of a run came through their gates, in the order of the settings; empty for a run that came to none. */
export async function readGates(blobs: BlobStore, run: NightRun): Promise<readonly SceneGate[]> {
  const path = gatesPath(run);
  if (!(await blobs.exists(path))) return [];
  return JSON.parse(new TextDecoder().decode(await blobs.read(path))) as SceneGate[];
}
