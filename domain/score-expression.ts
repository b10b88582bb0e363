import { nearestWord } from './dictionary-nearest.ts';
import { ExpressionFault, parseExpression, type Term } from './score-expression-parser.ts';

/** An output of a model of the scene. */
export interface ScoreName {
  readonly model: string;
  readonly output: string;
}

/** Arithmetic over the outputs of a scene's models, bound to them. */
export interface ScoreExpression {
  /** Each output that it reads once, in the order in which the text names them. */
  readonly names: readonly ScoreName[];
  /**
   * @param columns [names], each [rows]: the scores of the outputs that `names` lists
   * Gives [rows]; a division by zero gives an infinity or NaN.
   */
  readonly evaluate: (columns: readonly Float64Array[], rows: number) => Float64Array;
}

/** The models of a scene, in its order. */
export type ScoreModels = readonly {
  readonly name: string;
  readonly manifest: { readonly outputs: readonly string[] };
}[];

type Bound = { readonly expression: ScoreExpression } | { readonly fault: string };

/**
 * `0.3 * mmoe.click + 0.7 * mmoe.deal`: + - * / and parentheses, `min(a, b, …)`, `max(a, b, …)`, numbers, and outputs as `model.output`, or just
 * `output` where one model alone has it. A name with other characters than letters, digits and _ stands in double quotes: `"win-v2".score`.
 * `fault` is what is wrong with the text, without its subject, for example `has no output "clik" in any model; did you mean "mmoe.click"?`.
 */
export function bindExpression(text: string, models: ScoreModels): Bound {
  try {
    const names: ScoreName[] = [];
    const term = parseExpression(text, (parts) => {
      const name = nameOf(parts, models);
      const known = names.findIndex(({ model, output }) => model === name.model && output === name.output);
      return known >= 0 ? known : names.push(name) - 1;
    });
    return { expression: { names, evaluate: (columns, rows) => compute(term, columns, rows) } };
  } catch (error) {
    if (error instanceof ExpressionFault) return { fault: error.message };
    throw error;
  }
}

function nameOf(parts: readonly string[], models: ScoreModels): ScoreName {
  const all = models.flatMap(({ name, manifest }) => manifest.outputs.map((output) => ({ model: name, output })));
  const [first = '', second] = parts;
  const meant = all.filter(({ model, output }) =>
    second === undefined ? output === first : model === first && output === second,
  );
  const [one] = meant;
  if (one && meant.length === 1) return one;
  const listed = (names: readonly ScoreName[]): string => names.map(written).join(', ');
  if (meant.length > 1) throw new ExpressionFault(`names "${first}", which several models have: ${listed(meant)}`);
  const asked = parts.join('.');
  const near = nearestWord(asked, [...all.map(written), ...all.map(({ output }) => output)]);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  throw new ExpressionFault(
    `names "${asked}", which no model of the scene gives${hint}; there are: ${listed(all) || 'no models'}`,
  );
}

/** An output as an expression names it. */
export const written = ({ model, output }: ScoreName): string => `${quoted(model)}.${quoted(output)}`;

const quoted = (name: string): string => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `"${name}"`);

function compute(term: Term, columns: readonly Float64Array[], rows: number): Float64Array {
  switch (term.kind) {
    case 'number':
      return new Float64Array(rows).fill(term.value);
    case 'name':
      return columns[term.place] ?? new Float64Array(rows).fill(Number.NaN);
    case 'negate':
      return compute(term.of, columns, rows).map((x) => -x);
    case 'call': {
      const pick = term.fn === 'min' ? Math.min : Math.max;
      const [first, ...others] = term.of.map((one) => compute(one, columns, rows));
      return others.reduce((a, b) => a.map((x, i) => pick(x, b[i] ?? Number.NaN)), first ?? new Float64Array(rows));
    }
    case 'binary': {
      const [a, b] = [compute(term.left, columns, rows), compute(term.right, columns, rows)];
      const of = OPERATIONS[term.operator];
      return a.map((x, i) => of(x, b[i] ?? Number.NaN));
    }
  }
}

const OPERATIONS = {
  '+': (a: number, b: number): number => a + b,
  '-': (a: number, b: number): number => a - b,
  '*': (a: number, b: number): number => a * b,
  '/': (a: number, b: number): number => a / b,
} as const;
