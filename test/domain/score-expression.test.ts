import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindExpression, type ScoreModels } from '../../domain/score-expression.ts';

const model = (name: string, ...outputs: string[]) => ({ name, manifest: { outputs } });
const MODELS: ScoreModels = [model('mmoe', 'click', 'deal'), model('win', 'score'), model('win-v2', 'score', 'a b')];

function bound(text: string, models = MODELS) {
  const made = bindExpression(text, models);
  if ('fault' in made) throw new Error(made.fault);
  return made.expression;
}
/** With the outputs in the order of `names` worth 2, 3, 5. */
function value(text: string): number | undefined {
  const { names, evaluate } = bound(text);
  return evaluate(
    [2, 3, 5].slice(0, names.length).map((x) => Float64Array.of(x)),
    1,
  )[0];
}
const fault = (text: string, models = MODELS): string => {
  const made = bindExpression(text, models);
  return 'fault' in made ? made.fault : 'no fault';
};

describe('an expression over scores', () => {
  it.each([
    ['mmoe.click', 2],
    ['0.3 * mmoe.click + 0.7 * mmoe.deal', 0.3 * 2 + 0.7 * 3],
    ['1 + 2 * click', 5],
    ['(1 + 2) * click', 6],
    ['10 - 3 - 2', 5],
    ['16 / 4 / 2', 2],
    ['2 - -click', 4],
    ['-click * deal', -6],
    ['- click - deal', -5],
    ['+ .5e1', 5],
    ['min(click, deal, 1) + max(click)', 3],
    ['max(min(click, 9), deal / 2)', 2],
    ['"win-v2".score * "win-v2"."a b"', 6],
    ['click / 0', Infinity],
  ])('%s is %d', (text, meant) => {
    expect(value(text)).toBe(meant);
  });

  it('names each output once, in the order of the text', () => {
    expect(bound('deal + mmoe.click * deal - win.score').names).toEqual([
      { model: 'mmoe', output: 'deal' },
      { model: 'mmoe', output: 'click' },
      { model: 'win', output: 'score' },
    ]);
  });

  it('works on whole columns', () => {
    const { evaluate } = bound('2 * click + deal');
    expect([...evaluate([Float64Array.of(1, 2, 3), Float64Array.of(10, 20, 30)], 3)]).toEqual([12, 24, 36]);
    expect([...bound('7').evaluate([], 2)]).toEqual([7, 7]);
    expect(evaluate([new Float64Array(0), new Float64Array(0)], 0)).toHaveLength(0);
  });

  it.each([
    [
      'mmoe.clik',
      'names "mmoe.clik", which no model of the scene gives; did you mean mmoe.click?; there are: mmoe.click,',
    ],
    ['score', 'names "score", which several models have: win.score, "win-v2".score'],
    ['clik', 'did you mean click?'],
    ['sqrt(click)', 'has no function "sqrt": there are min and max'],
    ['click +', 'ends where a number, an output or "(" was expected'],
    ['(click', 'ends where ")" was expected'],
    ['click deal', 'has "deal" where an operator or the end was expected'],
    ['click ** deal', 'has "*" where a number, an output or "(" was expected'],
    ['mmoe.', 'ends where the name of an output after the dot was expected'],
    ['min()', 'has ")" where a number, an output or "(" was expected'],
    ['click; process.exit()', 'has ";", which means nothing there'],
    ['', 'ends where a number, an output or "(" was expected'],
    [`${'('.repeat(1_001)}1${')'.repeat(1_001)}`, 'is longer than 2000 characters'],
  ])('says what is wrong with %s', (text, meant) => {
    expect(fault(text)).toContain(meant);
  });

  it('says that a scene without models gives nothing', () => {
    expect(fault('click', [])).toContain('there are: no models');
  });

  it('gives what JavaScript gives for the same text', () => {
    const leaf = fc.oneof(
      fc.constantFrom('click', 'deal'),
      fc.double({ min: 0, max: 1e6, noNaN: true }).map((x) => String(x)),
    );
    const { text } = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.tuple(tie('text'), fc.constantFrom('+', '-', '*', '/'), tie('text')).map((parts) => parts.join(' ')),
        tie('text').map((inner) => `(${inner})`),
        tie('text').map((inner) => `- ${inner}`),
        fc.tuple(tie('text'), tie('text')).map(([a, b]) => `max(${a}, ${b})`),
      ),
    }));
    fc.assert(
      fc.property(text, fc.double({ noNaN: true }), fc.double({ noNaN: true }), (said, click, deal) => {
        const { names, evaluate } = bound(said);
        const worth: Record<string, number> = { click, deal };
        const ours = evaluate(
          names.map(({ output }) => Float64Array.of(worth[output]!)),
          1,
        )[0];
        // eslint-disable-next-line @typescript-eslint/no-implied-eval -- JavaScript's own arithmetic is the reference, and the text was made by the lines above, of nothing that anybody wrote
        const run = new Function('click', 'deal', 'max', `return ${said};`) as (...all: unknown[]) => number;
        expect(ours! + 0).toEqual(run(click, deal, Math.max) + 0);
      }),
    );
  });
});
