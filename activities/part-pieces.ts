import { dimensionsOf, OPPORTUNITY } from '../domain/dictionary.ts';
import { aggregatedName } from '../domain/feature-name.ts';
import { columnsOf } from '../domain/feature-index.ts';
import type { NightSnapshot } from '../domain/night-snapshot.ts';
import type { NightRun } from '../domain/night.ts';
import { daySlots } from '../engine/day-slots.ts';
import { compilePlan } from '../engine/plan.ts';
import type { RowDirectory } from '../engine/row-directory.ts';
import { readDirectory } from './kept-rows.ts';
import { linkedTypes } from './linked-types.ts';
import type { Ports } from './ports.ts';
import type { RowKind } from './run-files.ts';

/** What an opportunity's line is put together from: its own derived features, and those of each linked type. */
export interface PartPiece {
  readonly kind: RowKind;
  readonly type: string;
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
  { dictionary, index }: NightSnapshot,
): Promise<readonly [PartPiece, ...PartPiece[]]> {
  const columns = columnsOf(index);
  const piece = async (kind: RowKind, type: string): Promise<PartPiece> => {
    const plan = compilePlan(
      dictionary.rows.filter((row) => row.dim === type && (kind === 'derived' || row.kind === 'base')),
    );
    const names = kind === 'derived' ? plan.names : plan.names.map((name) => aggregatedName(type, name));
    return {
      kind,
      type,
      directory: await readDirectory(ports, run, kind, type, part),
      columnOf: Int32Array.from(names, (name) => columns.get(name) ?? 0),
      days: daySlots(plan),
    };
  };
  const linked = linkedTypes(dimensionsOf(dictionary)).map((type) => piece('aggregated', type));
  return Promise.all([piece('derived', OPPORTUNITY), ...linked]);
}
