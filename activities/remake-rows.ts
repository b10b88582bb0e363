import { aggregateShard } from './aggregate-shard.ts';
import { computeShard } from './compute-shard.ts';
import type { Ports } from './ports.ts';
import { forgetReceipt } from './receipt.ts';
import type { ReadRows } from './rows/part-pieces.ts';
import { rowStep } from './run-files.ts';
import type { ShardTask } from './shard-task.ts';
import type { Beat } from './verb.ts';
import { isLost } from './verified-pieces.ts';

/**
 * A night goes on where rows that it took over, or its own, are gone or damaged: those of the part are computed, all of them. That the files of
 * an earlier night are as they were written nobody can say before they are read, and most nights read none.
 */
export const readOrRemake =
  (ports: Ports, task: Omit<ShardTask, 'type'>, beat: Beat): ReadRows =>
  async ({ kind, type }, read) => {
    try {
      return await read();
    } catch (thrown) {
      if (!isLost(thrown)) throw thrown;
      const { code, message } = thrown;
      ports.log.warn({ code, kind, type, part: task.part }, `computes the rows of the part anew: ${message}`);
      await forgetReceipt(ports.blobs, task.run, `${rowStep(kind, type)}/${task.part}`);
      const make = kind === 'derived' ? computeShard : aggregateShard;
      await make(ports)({ ...task, type, anew: true }, beat);
      return await read();
    }
  };
