import type { ScorePair } from './score-pairs.ts';

interface ScoreChange {
  readonly opportunityId: string;
  readonly before: number;
  readonly now: number;
}

/** The greatest rises and the greatest falls of a stream of pairs, `most` of each at most. */
export interface TopChanges {
  add(pair: ScorePair): void;
  /** Rises, greatest first, then falls, greatest first; opportunities with the same score in both nights are in neither. */
  end(): ScoreChange[];
}

export function topChanges(most: number): TopChanges {
  const rises: ScoreChange[] = [];
  const falls: ScoreChange[] = [];
  return {
    add({ opportunityId, before = Number.NaN, now = Number.NaN }) {
      const change = now - before;
      if (change > 0) keep(rises, { opportunityId, before, now }, most);
      if (change < 0) keep(falls, { opportunityId, before, now }, most);
    },
    end: () => [...rises, ...falls],
  };
}

const size = ({ before, now }: ScoreChange): number => Math.abs(now - before);

/** Keeps a list in order, greatest first; of equal changes the first that came stays in front. */
function keep(list: ScoreChange[], change: ScoreChange, most: number): void {
  const last = list[most - 1];
  if (last && size(last) >= size(change)) return;
  const place = list.findIndex((known) => size(known) < size(change));
  list.splice(place === -1 ? list.length : place, 0, change);
  if (list.length > most) list.pop();
}
