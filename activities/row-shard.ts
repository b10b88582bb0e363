import { dictionaryText } from '../domain/definition.ts';
import { dayOfDate, type Day } from '../domain/run-date.ts';
import { OPPORTUNITY } from '../domain/dictionary.ts';
import { NEVER } from '../engine/due-days.ts';
import type { RowBlock } from '../engine/row-block.ts';
import { encodeBlock } from '../engine/row-codec.ts';
import { encodeDirectory } from '../engine/row-directory.ts';
import type { FeatureStore } from '../stores/feature-store.ts';
import type { ShardTask } from './shard-task.ts';
import type { MadeRows, RowMaker } from './row-maker.ts';
import { inBatches } from './batches.ts';
import { keptRows } from './kept-rows.ts';
import { openDirectory } from './new-directory.ts';
import type { Ports } from './ports.ts';
import type { Receipt } from './receipt.ts';
import { directoryPath, manifestFile, rowsPath } from './run-files.ts';
import { readSnapshot } from './snapshot.ts';
import { tagKey } from './tag-key.ts';
import type { Beat } from './verb.ts';
import { judgeRows } from './judge-rows.ts';

/** Makes the rows of a shard that the base night does not have as they would be now, and writes where all of them lie. */
export async function makeRows(
  ports: Ports,
  { run, type, part, range }: ShardTask,
  store: FeatureStore,
  maker: RowMaker,
  beat: Beat,
): Promise<Receipt> {
  const snapshot = await readSnapshot(ports.blobs, run);
  const { kind, rows, idsABatch } = maker;
  const plan = ports.sha256(JSON.stringify([kind, snapshot.timeZone, dictionaryText({ name: run.dictionary, rows })]));
  // Before anything else is read: what changes from here on has a later sequence.
  const sequence = await store.changeSequence();
  const kept = await keptRows(ports, snapshot.base, { kind, type, range, plan });
  const day = dayOfDate(run.date);
  const judge = await judgeRows(ports, kept, day, maker);
  const directory = openDirectory();
  const counts = { rows: 0, values: 0, overflows: 0 };

  async function* blocks(): AsyncGenerator<Uint8Array> {
    const tagged = store.tagged(tagKey(run), kind === 'derived' ? type : OPPORTUNITY, range);
    for await (const tags of inBatches(tagged, idsABatch)) {
      const ids = tags.map(({ id }) => id);
      const verdicts = await judge(ids);
      const made: MadeRows[] = [];
      const wanted = ids.filter((_, i) => typeof verdicts[i] === 'string');
      if (wanted.length > 0) {
        for await (const rows of maker.compute(wanted)) {
          if (rows.rows.ids.length > 0) yield encodeBlock(rows.rows);
          counts.overflows += rows.overflows;
          // A value that was left out is counted every night, so such rows are computed every night.
          made.push({
            ...rows,
            rows: withoutCells(rows.rows),
            due: rows.overflows > 0 ? tomorrow(rows.due, day) : rows.due,
          });
        }
      }
      counts.values += directory.add(ids, verdicts, made);
      counts.rows += ids.length;
      beat(`${counts.rows} ids`);
    }
  }
  const ref = await ports.blobs.write(rowsPath(run, kind, type, part), blocks());
  const own = { path: ref.path, sha256: ref.sha256, day };
  const bytes = encodeDirectory({ plan, sequence, ...directory.end(own) });
  const where = await ports.blobs.write(directoryPath(run, kind, type, part), bytes);
  return {
    files: [],
    aside: [manifestFile(run, ref, counts.rows), manifestFile(run, where, counts.rows)],
    counts: { ...counts, ...directory.work },
  };
}

const tomorrow = (due: Int32Array, day: Day): Int32Array => due.map((d) => Math.min(d, day + 1, NEVER));

/** What a directory needs of a block, so that its cells may go. */
const withoutCells = ({ ids, rowStart }: RowBlock): RowBlock => ({
  ids,
  rowStart,
  slot: new Int32Array(0),
  value: new Float64Array(0),
});
