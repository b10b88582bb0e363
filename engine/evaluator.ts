import type { FunctionName } from '../domain/function-name.ts';
import type { AggregateFunction } from './functions/aggregate-function.ts';
import { functions } from './functions/registry.ts';
import type { SortedValues } from './sorted-values.ts';
import type { WindowState } from './window-state.ts';

/** Writes the value of each function of a list over a window, in the list's order, from results[at] on. */
export type Evaluator = (window: WindowState, sorted: SortedValues, results: Float64Array, at: number) => void;

const evaluators = new Map<string, Evaluator>();

/**
 * The loop `results[at + f] = functions[f].value(window, sorted)`, unrolled. In a loop one call site sees every function: it is never
 * inlined, and each result is boxed on its way out (3 to 5 times the cost, measured). Unrolled, a call site sees one function and becomes its
 * body. One evaluator a list of functions, so that plans that agree share its machine code.
 */
export function evaluatorOf(names: readonly FunctionName[]): Evaluator {
  const key = names.join();
  const known = evaluators.get(key);
  if (known) return known;
  const chosen = names.map((name) => functions[name].value);
  const calls = names.map((_, f) => `results[at + ${f}] = f${f}(window, sorted);`).join('\n');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- only code made at run time gives each list of functions call sites of its own; its text is made of places in the list, never of anything that anybody wrote
  const made = new Function(
    ...names.map((_, f) => `f${f}`),
    `return (window, sorted, results, at) => {\n${calls}\n};`,
  ) as (...values: AggregateFunction['value'][]) => Evaluator;
  const evaluator = made(...chosen);
  evaluators.set(key, evaluator);
  return evaluator;
}
