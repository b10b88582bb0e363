import type { BenchRow } from '../row.ts';
import { megabytes, millions, seconds, times, type Section } from '../section.ts';
import type { CaseName } from './entries.ts';
import type { Contender, Lap, Track } from './race.ts';

/** What one race gave. */
export interface Heat {
  readonly kind: 'whole' | 'compute' | 'spark' | 'real';
  readonly case: CaseName;
  readonly track: Track;
  readonly laps: ReadonlyMap<Contender, Lap>;
}

/** A real ratio below this share of the generated one makes the generated one a special case, and the row says so. */
const GENERATED_ONLY = 0.5;

export function ratioSection(rows: readonly BenchRow[], large: Track, small: Track): Section {
  const drops = [...new Set(rows.flatMap(({ real }) => Object.keys(real ?? {})))];
  return {
    title: 'The engine against its peers',
    notes: [
      `The peer's figure over Daybreak's: above 1 Daybreak does better. From ${millions(large.entries)} million generated entries (PySpark: ${millions(small.entries)} million, against Daybreak on the same) to one LibSVM file, each a whole process from its start to its end. ` +
        'T1 is COUNT SUM MAX MIN MEAN STD RANGE, T2 all twelve functions but ASOF, over 3, 7, 15, 30, 90 and 180 days. Daybreak reads its store’s form and writes text straight from the entries; in `-night` rows it makes rows in their stored form in between, as a night does so that the next one can take them over, without the disk between its stages; in `-parquet` rows the same Parquet file as the peers, its sorting counted; in `-compute` rows nothing is written, and the peers have their entries in memory while Daybreak reads them. ' +
        'Every output was held against Daybreak’s: the same columns, numbers within 1e-9.',
      'A column of real data is the same race over the entries of that drop, repeated to a size that can be timed.',
    ],
    head: ['case', 'peer', 'metric', 'ratio', ...drops, ''],
    rows: rows.map(({ case: name, peer, metric, ratio, real }) => [
      name,
      peer,
      metric,
      times(ratio),
      ...drops.map((drop) => times(real?.[drop] ?? Number.NaN)),
      Object.values(real ?? {}).some((other) => other < GENERATED_ONLY * ratio)
        ? 'generated only: real data gain less'
        : '',
    ]),
  };
}

export function lapSection(heats: readonly Heat[]): Section {
  return {
    title: 'Every figure',
    notes: [
      'Medians of the rounds. Where there are several, one went before them that is not counted: the first program to write a large file after a pause waits for memory that the system has yet to hand out. Peak memory is the largest process’s resident set.',
    ],
    head: ['case', 'entries', 'million', 'program', 'wall s', 'CPU s', 'peak MB', 'work s', 'rounds'],
    rows: heats.flatMap(({ kind, case: name, track, laps }) =>
      [...laps].map(([contender, lap]) => [
        kind === 'compute' ? `${name} compute` : name,
        track.name,
        millions(track.entries),
        contender,
        seconds(lap.wallMs),
        seconds(lap.cpuMs),
        megabytes(lap.peakBytes),
        seconds(lap.computeMs),
        String(lap.rounds),
      ]),
    ),
  };
}

/** What Daybreak's work costs an entry and a number of the file. */
export function costSection(heats: readonly Heat[]): Section {
  return {
    title: 'Nanoseconds of CPU an entry and a value',
    notes: ['Daybreak, whole process; a value is one number in the LibSVM file.'],
    head: ['case', 'entries', 'form', 'ns an entry', 'ns a value'],
    rows: heats
      .filter(({ kind }) => kind === 'whole' || kind === 'real')
      .flatMap(({ case: name, track, laps }) =>
        (['daybreak', 'daybreak-night', 'daybreak-parquet'] as const).flatMap((contender) => {
          const lap = laps.get(contender);
          if (lap === undefined) return [];
          const form = { daybreak: 'store', 'daybreak-night': 'store, by rows', 'daybreak-parquet': 'Parquet' }[
            contender
          ];
          const ns = lap.cpuMs * 1e6;
          return [[name, track.name, form, (ns / track.entries).toFixed(0), (ns / lap.values).toFixed(0)]];
        }),
      ),
  };
}
