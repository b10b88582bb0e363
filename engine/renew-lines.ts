import { DaybreakError } from '../domain/errors.ts';
import { joined } from './libsvm-lines.ts';
import { copy, isFull, lent, openOutput } from './line-output.ts';
import { nextLine } from './next-line.ts';
import { ownerRuns } from './owner-runs.ts';
import { raiseDays } from './kernel/raise-days.ts';
import { renewLine, type ColumnKinds } from './renew-line.ts';

/** For each line of the new text, where it comes from. */
export interface LineOrigins {
  /** Int32Array[lines]: place of the line of the earlier text, -1 where it has none; those that have one ascend. */
  readonly kept: Int32Array;
  /** Int32Array[lines]: bit i is set where owner i was computed now: its columns are those of the line made now. 0 for a line that has none. */
  readonly fresh: Int32Array;
}

/** Puts a text together while the earlier one passes by, so that neither is ever held. */
export interface LineRenewer {
  /**
   * The next bytes of the earlier text, cut anywhere, and what they give. Chunks end at a line's end, and each is to be done with before the next
   * is asked for: some are views of `earlier`, the others of room that is used again.
   */
  push(earlier: Uint8Array): Generator<Uint8Array>;
  /**
   * What is left when the earlier text has ended.
   * @param lines how many lines it should have had
   * @throws DaybreakError BLOB_CORRUPT where it had others
   */
  finish(lines: number): Generator<Uint8Array>;
}

/** A run of lines that stand as they are is a chunk of its own from this length on. */
const STRAIGHT_BYTES = 1 << 16;
/** So many bytes, and the line that they end in, are raised at once: they stay near. */
const RAISED_BYTES = 1 << 15;
const NEWLINE = 10;
const NOTHING = new Uint8Array(0);

/**
 * The lines of a night, from those of an earlier one and those computed now: cells of the owners that were not computed now are copied byte
 * by byte, but for days, which are raised by the days between. As text and value determine each other, the bytes are those that the writer
 * would have written.
 * @param made lines with what was computed now, in order, one for every line of which something was; whole lines a chunk
 */
export function lineRenewer(
  made: Iterable<Uint8Array>,
  { kept: keptLine, fresh }: LineOrigins,
  columns: ColumnKinds,
  raise: number,
): LineRenewer {
  const out = openOutput();
  const runs = ownerRuns(columns.owner, columns.days);
  const nextMade = nextLine(made);
  let begun: Uint8Array = NOTHING;
  /** The next line of the new text, and of the earlier one. */
  let [line, earlierLine] = [0, 0];

  /** Lines of the new text that the earlier one does not have. */
  function* madeLines(): Generator<Uint8Array> {
    for (; keptLine[line]! < 0; line++) {
      const { bytes, from, to } = nextMade();
      copy(out, bytes, from, to);
      if (isFull(out)) yield lent(out);
    }
  }

  /** What stands as it is. A long run is given on: copying it would take as long as reading it did. */
  function* straight(run: Uint8Array): Generator<Uint8Array> {
    if (run.length < STRAIGHT_BYTES) {
      copy(out, run, 0, run.length);
      if (isFull(out)) yield lent(out);
      return;
    }
    if (out.at > 0) yield lent(out);
    yield run;
  }

  /** Lines of which nothing was computed now. */
  function* asleep(run: Uint8Array): Generator<Uint8Array> {
    if (!columns.anyDays) {
      yield* straight(run);
      return;
    }
    for (let from = 0, to = 0; from < run.length; from = to) {
      // The last byte of a run ends a line.
      to = run.indexOf(NEWLINE, Math.min(from + RAISED_BYTES, run.length) - 1) + 1;
      raiseDays(out, run.subarray(from, to), columns.days, raise);
      if (isFull(out)) yield lent(out);
    }
  }

  /** Whole lines of the earlier text. */
  function* renewed(text: Uint8Array): Generator<Uint8Array> {
    let runFrom = 0; // lines from here on stand as they are and wait
    for (let from = 0, to = 0; from < text.length; from = to, earlierLine++) {
      to = text.indexOf(NEWLINE, from) + 1;
      if (keptLine[line] === earlierLine && fresh[line] === 0) {
        line += 1;
        continue;
      }
      if (runFrom < from) yield* asleep(text.subarray(runFrom, from));
      runFrom = to;
      yield* madeLines();
      if (keptLine[line] === earlierLine) {
        if (fresh[line] === 0) runFrom = from;
        else renewLine(out, { bytes: text, from, to }, nextMade(), fresh[line]!, runs, columns, raise);
        line += 1;
      }
      if (isFull(out)) yield lent(out);
    }
    if (runFrom < text.length) yield* asleep(text.subarray(runFrom));
  }

  return {
    *push(earlier) {
      const first = earlier.indexOf(NEWLINE) + 1;
      if (first === 0) {
        begun = joined([begun, earlier]);
        return;
      }
      const whole = begun.length > 0 ? first : 0;
      if (whole > 0) yield* renewed(joined([begun, earlier.subarray(0, whole)]));
      const last = earlier.lastIndexOf(NEWLINE) + 1;
      // A copy, which `slice` of a Buffer is not.
      begun = new Uint8Array(earlier.subarray(last));
      yield* renewed(earlier.subarray(whole, last));
    },
    *finish(lines) {
      yield* madeLines();
      if (begun.length > 0 || line < keptLine.length || earlierLine !== lines) throw otherLines(earlierLine, lines);
      if (out.at > 0) yield lent(out);
    },
  };
}

const otherLines = (lines: number, wanted: number): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `an earlier night's feature file has ${lines} whole lines where ${wanted} were looked for`,
    'look at the disk, then run the night again with --full: it writes its files anew',
  );
