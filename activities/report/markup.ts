/** Text that is HTML already. Made by `html` only, so that everything else is escaped. */
export interface Markup {
  readonly html: string;
}

type Value = string | number | Markup | readonly Markup[] | undefined;

/** A piece of HTML: strings and numbers that are put in are escaped, markup stands as it is, undefined is nothing. */
export const html = (texts: TemplateStringsArray, ...values: readonly Value[]): Markup => ({
  html: texts.map((text, i) => text + inserted(values[i])).join(''),
});

export const nothing: Markup = { html: '' };

const inserted = (value: Value): string => {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'html' in value ? value.html : value.map((piece) => piece.html).join('');
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (raw: string): string => raw.replaceAll(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
