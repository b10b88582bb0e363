import { oneLine } from './one-line.ts';

/** What speaks for and against a lead, strongest first, each said in words. */
export interface SaidReasons {
  readonly for: readonly string[];
  readonly against: readonly string[];
}

interface Words {
  readonly sides: { readonly for: string; readonly against: string };
  readonly between: string;
  readonly end: string;
  /** Between the last sentence and `more`. */
  readonly gap: string;
  readonly more: string;
}

const ENGLISH: Words = { sides: { for: 'For: ', against: 'Against: ' }, between: '; ', end: '. ', gap: ' ', more: '…' };
const CHINESE: Words = { sides: { for: '支持:', against: '反对:' }, between: ';', end: '。', gap: '', more: '…' };

/**
 * `For: calls of a user: 3 in all in 7 days; budget: 20000 yuan. Against: city: wuhan.` in the language of the reasons, at most so many characters
 * (UTF-16 units, the strictest way in which CRMs count). What does not fit is left out a reason at a time, the weakest first, and `…` says so;
 * only a first reason that is too long itself is cut within. Empty where there are no reasons.
 */
export function reasonsText(said: SaidReasons, characters: number): string {
  const words = isChinese([...said.for, ...said.against]) ? CHINESE : ENGLISH;
  const all = { for: said.for.map(tidy), against: said.against.map(tidy) };
  const order = byStrength(all);
  for (let kept = order.length; kept > 0; kept--) {
    const text = sentence(order.slice(0, kept), words) + (kept < order.length ? `${words.gap}${words.more}` : '');
    if (text.length <= characters) return text;
  }
  const [first] = order;
  return first ? cut(`${words.sides[first.side]}${first.text}`, characters - words.more.length) + words.more : '';
}

/** Most of them are: a name or a value in one of English ones does not make them Chinese. */
const isChinese = (reasons: readonly string[]): boolean =>
  reasons.filter((reason) => /\p{Script=Han}/u.test(reason)).length > reasons.length / 2;

interface Placed {
  readonly side: 'for' | 'against';
  readonly text: string;
}

/** The first of both sides, the second of both, and so on. */
function byStrength(said: SaidReasons): Placed[] {
  const longest = Math.max(said.for.length, said.against.length);
  return Array.from({ length: longest }, (_, i) =>
    (['for', 'against'] as const).flatMap((side): Placed[] => {
      const text = said[side][i];
      return text === undefined ? [] : [{ side, text }];
    }),
  ).flat();
}

function sentence(reasons: readonly Placed[], { sides, between, end }: Words): string {
  const parts = (['for', 'against'] as const).map((side) => {
    const own = reasons.filter((reason) => reason.side === side).map(({ text }) => text);
    return own.length > 0 ? `${sides[side]}${own.join(between)}${end}` : '';
  });
  return parts.join('').trimEnd();
}

const tidy = (reason: string): string => oneLine(reason).trim();

/** Never within a character of two units. */
const cut = (text: string, units: number): string => text.slice(0, units).replace(/[\uD800-\uDBFF]$/, '');
