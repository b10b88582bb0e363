import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { RowBlock } from '../../engine/row-block.ts';
import { encodeBlock } from '../../engine/row-codec.ts';
import { encodeDirectory } from '../../engine/row-directory.ts';
import type { BlobRef } from '../../stores/blob-store.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { Tag } from '../../stores/tag-table.ts';
import type { ShardTask } from '../shard-task.ts';
import type { MadeRows, RowMaker } from './row-maker.ts';
import { regrouped } from '../batches.ts';
import { earlierRun } from './keep-ahead.ts';
import { keptRows } from './kept-rows.ts';
import { openDirectory } from './new-directory.ts';
import type { Ports } from '../ports.ts';
import type { Receipt, StepWrite } from '../receipt.ts';
import { directoryPath, manifestFile, rowsPath } from '../run-files.ts';
import { tagKey } from '../tag-key.ts';
import type { Beat } from '../verb.ts';
import { judgeRows, type Judged } from './judge-rows.ts';

/** Judged together, so that a few that are computed do not each have a batch of their own. */
const IDS_A_JUDGEMENT = 2_048;

/** Makes the rows of a shard that the base night does not have as they would be now, and writes where all of them lie. */
export async function makeRows(
  ports: Ports,
  { run, type, part, range, anew }: ShardTask,
  snapshot: NightSnapshot,
  store: FeatureStore,
  maker: RowMaker,
  write: StepWrite,
  beat: Beat,
): Promise<Receipt> {
  const { kind, plan, idsABatch } = maker;
  // Before anything else is read: what changes from here on has a later sequence.
  const now = await store.changeSequence();
  const base = maker.instead ?? (anew === true ? 'noNight' : earlierRun(snapshot, type));
  const kept = await keptRows(ports, base, { kind, type, range, plan });
  const day = dayOfDate(run.date);
  const since = kept.directories.reduce((least, { sequence: then }) => Math.min(least, then), Infinity);
  const changes = kept.directories.length > 0 ? await maker.changes(since) : undefined;
  const sequence = Math.min(now, changes?.asOf ?? now);
  const judge = await judgeRows(ports, kept, day, changes);
  const directory = openDirectory();
  const counts = { rows: 0, values: 0, overflows: 0 };

  async function* blocks(): AsyncGenerator<Uint8Array> {
    const tagged = store.tagged(tagKey(run), kind === 'derived' ? type : OPPORTUNITY, range);
    for await (const tags of regrouped(tagged, IDS_A_JUDGEMENT)) {
      const ids = idsOf(tags);
      const judged = await judge(ids);
      const made: MadeRows[] = [];
      const wanted = computedOf(judged);
      for (let from = 0; from < wanted.length; from += idsABatch) {
        const batch = wanted.slice(from, from + idsABatch);
        const computed = maker.compute(
          batch.map((i) => ids[i] ?? ''),
          batch.map((i) => judged.linked(i)),
        );
        for await (const { block, overflowed, ...rows } of computed) {
          if (block.ids.length > 0) yield encodeBlock(block);
          counts.overflows += overflowed.length;
          // A value that was left out is counted every night, so such a row is computed every night.
          for (const row of overflowed) rows.due[row] = day + 1;
          made.push({ ...rows, overflowed, block: withoutCells(block) });
        }
      }
      counts.values += directory.add(tags, judged, made);
      counts.rows += ids.length;
      beat(`${counts.rows} ids`);
    }
  }
  const path = rowsPath(run, kind, type, part);
  const ref = await writeIfAny(write, path, blocks());
  const own = { path, sha256: ref?.sha256 ?? '', day };
  const bytes = encodeDirectory({ plan, code: ports.rowCode, sequence, ...directory.end(own) });
  const where = await write(directoryPath(run, kind, type, part), bytes);
  return {
    files: [],
    aside: [...(ref ? [ref] : []), where].map((file) => manifestFile(run, file, counts.rows)),
    counts: { ...counts, ...directory.work },
  };
}

function idsOf(tags: readonly Tag[]): string[] {
  const ids: string[] = [];
  for (const { id } of tags) ids.push(id);
  return ids;
}

/** Places of the ids whose rows are computed. */
function computedOf({ reasons }: Judged): number[] {
  const places: number[] = [];
  for (let i = 0; i < reasons.length; i++) if (reasons[i] !== undefined) places.push(i);
  return places;
}

/** Most parts of a night in which most ids sleep compute nothing, and a file costs as much as judging many of their ids. */
async function writeIfAny(
  write: StepWrite,
  path: string,
  blocks: AsyncGenerator<Uint8Array>,
): Promise<BlobRef | undefined> {
  const first = await blocks.next();
  if (first.done === true) return undefined;
  try {
    return await write(path, startingWith(first.value, blocks));
  } finally {
    // A write that failed may not have asked for any, and the scan behind them would stay open.
    await blocks.return(undefined);
  }
}

async function* startingWith<T>(first: T, others: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* others;
}

/** What a directory needs of a block, so that its cells may go. */
const withoutCells = ({ ids, rowStart }: RowBlock): RowBlock => ({
  ids,
  rowStart,
  slot: new Int32Array(0),
  value: new Float64Array(0),
});
