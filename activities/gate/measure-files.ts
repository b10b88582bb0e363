import type { NightMeasures, SceneCounts } from '../../domain/gate-measures.ts';
import { partName, runFolder, type NightRun } from '../../domain/night.ts';
import type { Parts } from '../../domain/parts.ts';
import type { BlobStore } from '../../stores/blob-store.ts';

/** Where the measures of a run lie, and those of pieces of it. */
const measuresPath = (run: NightRun): string => `${runFolder(run)}/measures.json`;
const piecePath = (run: NightRun, { from, to, of }: Parts): string =>
  `${runFolder(run)}/measures/${partName(from)}-${to}-${of}.json`;

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value)}\n`);
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** Every file is written whole or not at all, so one that is there need not be made again. */
export const hasPiece = (blobs: BlobStore, run: NightRun, piece: Parts): Promise<boolean> =>
  blobs.exists(piecePath(run, piece));

export const writePiece = (blobs: BlobStore, run: NightRun, piece: Parts, counts: readonly SceneCounts[]) =>
  blobs.write(piecePath(run, piece), encode(counts));

export const readPiece = async (blobs: BlobStore, run: NightRun, piece: Parts): Promise<readonly SceneCounts[]> =>
  decode(await blobs.read(piecePath(run, piece))) as SceneCounts[];

export const writeMeasures = (blobs: BlobStore, run: NightRun, measures: NightMeasures) =>
  blobs.write(measuresPath(run), encode(measures));

/** What was measured of a run; undefined for one that was not, such as a run of an older version. */
export async function readMeasures(blobs: BlobStore, run: NightRun): Promise<NightMeasures | undefined> {
  const path = measuresPath(run);
  return (await blobs.exists(path)) ? (decode(await blobs.read(path)) as NightMeasures) : undefined;
}
