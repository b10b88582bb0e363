import type { ScoreBin } from '../../domain/model-scores.ts';
import { niceStep } from './nice-step.ts';

/** Bars that a chart can show side by side on a phone. */
const BINS = 24;

/** Counts of scores in bins with round borders. */
export interface ScoreBins {
  /** @param night 0 for the one reported on, 1 for the one before */
  add(score: number, night: 0 | 1): void;
  /** @param compared whether there was a night before */
  end(compared: boolean): ScoreBin[];
}

/** Bins that hold every score from `min` to `max`; one bin when these are equal. */
export function scoreBins(min: number, max: number): ScoreBins {
  if (!(max > min)) return oneBin(min);
  const step = niceStep((max - min) / BINS);
  const first = Math.floor(min / step);
  const bins = Math.max(1, Math.ceil(max / step) - first);
  const counts = [new Float64Array(bins), new Float64Array(bins)] as const;
  return {
    add: (score, night) => {
      const place = Math.floor(score / step) - first;
      // the quotient of a score on a border may fall short of it
      const bin = Math.min(bins - 1, Math.max(0, score >= round((first + place + 1) * step) ? place + 1 : place));
      counts[night][bin] = (counts[night][bin] ?? 0) + 1;
    },
    end: (compared) =>
      Array.from({ length: bins }, (_, i) => ({
        from: round((first + i) * step),
        to: round((first + i + 1) * step),
        count: counts[0][i] ?? 0,
        ...(compared ? { before: counts[1][i] ?? 0 } : {}),
      })),
  };
}

function oneBin(at: number): ScoreBins {
  const counts: [number, number] = [0, 0];
  return {
    add: (_, night) => {
      counts[night] += 1;
    },
    end: (compared) =>
      Number.isFinite(at) ? [{ from: at, to: at, count: counts[0], ...(compared ? { before: counts[1] } : {}) }] : [],
  };
}

/** Without the dust of multiplying by a decimal step. */
const round = (n: number): number => Number(n.toPrecision(12));
