/** What an expression says, names as places in a list of the caller's. */
export type Term =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly place: number }
  | { readonly kind: 'negate'; readonly of: Term }
  | { readonly kind: 'call'; readonly fn: 'min' | 'max'; readonly of: readonly Term[] }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Term; readonly right: Term };

type Operator = '+' | '-' | '*' | '/';

/** What is wrong with an expression, as the rest of a sentence about it. */
export class ExpressionFault extends Error {}

/** A parser that calls itself for each parenthesis must not be given a million of them. */
const LONGEST = 2_000;
const TOKEN =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_]*|"[^"]+")|(?<sign>[-+*/(),.]))/uy;
const STRENGTH: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2 };
/** A sign before a factor binds it before anything else does: -a * b is (-a) * b. */
const SIGN = 3;

interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end';
  readonly text: string;
}

/**
 * By operator precedence (Pratt). @param place gives a name its place; `parts` is `[output]` or `[model, output]`, without quotes
 * @throws ExpressionFault
 */
export function parseExpression(text: string, place: (parts: readonly string[]) => number): Term {
  const tokens = tokensOf(text);
  let at = 0;
  const peek = (): Token => tokens[at] ?? END;
  const take = (): Token => tokens[at++] ?? END;
  const takeIf = (sign: string): boolean => {
    const found = peek().kind === 'sign' && peek().text === sign;
    if (found) at += 1;
    return found;
  };
  const need = (sign: string): void => {
    if (!takeIf(sign)) throw unexpected(peek(), `"${sign}"`);
  };

  const expression = (strength: number): Term => {
    let left = factor();
    for (;;) {
      const own = peek().kind === 'sign' ? (STRENGTH[peek().text] ?? 0) : 0;
      if (own <= strength) return left;
      const operator = take().text as Operator;
      left = { kind: 'binary', operator, left, right: expression(own) };
    }
  };
  const factor = (): Term => {
    const token = take();
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'name') return named(token);
    if (token.text === '-') return { kind: 'negate', of: expression(SIGN) };
    if (token.text === '+') return expression(SIGN);
    if (token.text !== '(') throw unexpected(token, 'a number, an output or "("');
    const inner = expression(0);
    need(')');
    return inner;
  };
  const named = (token: Token): Term => {
    if (takeIf('(')) return called(token.text);
    if (!takeIf('.')) return { kind: 'name', place: place([bare(token)]) };
    const output = take();
    if (output.kind !== 'name') throw unexpected(output, 'the name of an output after the dot');
    return { kind: 'name', place: place([bare(token), bare(output)]) };
  };
  const called = (fn: string): Term => {
    if (fn !== 'min' && fn !== 'max') throw new ExpressionFault(`has no function "${fn}": there are min and max`);
    const of = [expression(0)];
    while (takeIf(',')) of.push(expression(0));
    need(')');
    return { kind: 'call', fn, of };
  };

  const whole = expression(0);
  if (peek().kind !== 'end') throw unexpected(peek(), 'an operator or the end');
  return whole;
}

const END: Token = { kind: 'end', text: '' };

function tokensOf(text: string): Token[] {
  if (text.length > LONGEST) throw new ExpressionFault(`is longer than ${LONGEST} characters`);
  const tokens: Token[] = [];
  const whole = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < whole.length) {
    const from = TOKEN.lastIndex;
    const { number, name, sign } = TOKEN.exec(whole)?.groups ?? {};
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else
      throw new ExpressionFault(`has ${quote(whole.slice(from).trimStart().slice(0, 1))}, which means nothing there`);
  }
  return tokens;
}

const bare = ({ text }: Token): string => (text.startsWith('"') ? text.slice(1, -1) : text);
const quote = (text: string): string => `"${text}"`;

const unexpected = ({ kind, text }: Token, expected: string): ExpressionFault =>
  new ExpressionFault(`${kind === 'end' ? 'ends' : `has ${quote(text)}`} where ${expected} was expected`);
