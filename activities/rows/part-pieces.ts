import { dimensionsOf, OPPORTUNITY } from '../../domain/dictionary.ts';
import { aggregatedName } from '../../domain/feature-name.ts';
import { columnsOf } from '../../domain/feature-index.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import type { NightRun } from '../../domain/night.ts';
import { daySlots } from '../../engine/day-slots.ts';
import type { RowDirectory } from '../../engine/row-directory.ts';
import { readDirectory } from './kept-rows.ts';
import { linkedTypes } from './linked-types.ts';
import type { Ports } from '../ports.ts';
import type { RowKind } from '../run-files.ts';
import { shardPlan } from './shard-plan.ts';

interface PieceRows {
  readonly kind: RowKind;
  readonly type: string;
}

/** Reads rows of a piece, and once more after they were made anew where they could not be read. */
export type ReadRows = <Result>(piece: PieceRows, read: () => Promise<Result>) => Promise<Result>;

/** What an opportunity's line is put together from: its own derived features, and those of each linked type. */
export interface PartPiece extends PieceRows {
  readonly directory: RowDirectory;
  /** Int32Array[slots], 0 for a slot without a column. */
  readonly columnOf: Int32Array;
  /** Uint8Array[slots], 1 where a value counts days. */
  readonly days: Uint8Array;
}

/** The pieces of one part, the opportunities' own first; all directories list the same ids in the same order. */
export async function partPieces(
  ports: Ports,
  run: NightRun,
  part: number,
  snapshot: NightSnapshot,
  read: ReadRows,
): Promise<readonly [PartPiece, ...PartPiece[]]> {
  const known = piecesOf.get(snapshot) ?? slotsOf(ports, snapshot);
  piecesOf.set(snapshot, known);
  const placed = async (piece: PieceSlots): Promise<PartPiece> => {
    const directory = await read(piece, () => readDirectory(ports, run, piece.kind, piece.type, part));
    return { ...piece, directory };
  };
  const [own, ...linked] = known;
  return Promise.all([placed(own), ...linked.map(placed)]);
}

type PieceSlots = Omit<PartPiece, 'directory'>;

const piecesOf = new WeakMap<NightSnapshot, readonly [PieceSlots, ...PieceSlots[]]>();

function slotsOf(ports: Ports, snapshot: NightSnapshot): readonly [PieceSlots, ...PieceSlots[]] {
  const columns = columnsOf(snapshot.index);
  const piece = (kind: RowKind, type: string): PieceSlots => {
    const { plan } = shardPlan(ports, snapshot, kind, type);
    const names = kind === 'derived' ? plan.names : plan.names.map((name) => aggregatedName(type, name));
    const columnOf = Int32Array.from(names, (name) => columns.get(name) ?? 0);
    return { kind, type, columnOf, days: daySlots(plan) };
  };
  const linked = linkedTypes(dimensionsOf(snapshot.dictionary)).map((type) => piece('aggregated', type));
  return [piece('derived', OPPORTUNITY), ...linked];
}
