/** What placeholders stand for, by name without the braces; undefined leaves the key out that has it. */
export type Fillings = Readonly<Record<string, unknown>>;

const WHOLE = /^\{(\w+)\}$/;
const INSIDE = /\{(\w+)\}/g;

/** JSON with its placeholders filled, in one pass: braces in what is filled in stay as they are. A placeholder alone becomes the thing itself, else its text. */
export function fill(template: unknown, fillings: Fillings): unknown {
  if (typeof template === 'string') {
    const name = WHOLE.exec(template)?.[1];
    if (name !== undefined && Object.hasOwn(fillings, name)) return fillings[name];
    if (hasUnknown(template, fillings)) return undefined;
    return fillText(template, fillings, (value) => String(value));
  }
  if (Array.isArray(template)) return template.map((item) => fill(item, fillings));
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(([key, value]) => [key, fill(value, fillings)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Whether a text has a placeholder that stands for nothing here. */
const hasUnknown = (template: string, fillings: Fillings): boolean =>
  Array.from(template.matchAll(INSIDE), ([, name = '']) => name).some(
    (name) => Object.hasOwn(fillings, name) && fillings[name] === undefined,
  );

/** A text with its placeholders filled; a list is joined by commas. */
const fillText = (template: string, fillings: Fillings, encode: (value: unknown) => string): string =>
  template.replace(INSIDE, (whole, name: string) => {
    if (!Object.hasOwn(fillings, name)) return whole;
    const value = fillings[name];
    return (Array.isArray(value) ? value : [value]).map(encode).join(',');
  });

/** The address of a call; every part of it is encoded. A parameter that would have what is undefined is left out. */
export function addressOf(
  base: string,
  path: string,
  query: Readonly<Record<string, string>>,
  fillings: Fillings,
): URL {
  const encoded = fillText(path, fillings, (value) => encodeURIComponent(String(value)));
  const url = new URL(base.replace(/\/+$/, '') + encoded);
  for (const [name, template] of Object.entries(query)) {
    const value = fill(template, fillings);
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url;
}
