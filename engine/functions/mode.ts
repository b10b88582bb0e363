import type { AggregateFunction } from './aggregate-function.ts';

/** MODE: the most frequent value, the smallest on a tie. Source: DESIGN.md section 4. */
export const mode: AggregateFunction = {
  needs: ['sorted'],
  value: ({ sorted: { values, length } }) => {
    let best = values[0]!;
    let [bestRun, run] = [1, 1];
    for (let i = 1; i < length; i++) {
      run = values[i] === values[i - 1] ? run + 1 : 1;
      if (run > bestRun) {
        bestRun = run;
        best = values[i]!;
      }
    }
    return best;
  },
};
