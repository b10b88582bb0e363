/** What of a call may have placeholders, but for the rows in it. */
interface Placeholders {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** @param placeholder with its braces, such as `{ids}` */
export const mentions = ({ path: at, query, body }: Placeholders, placeholder: string): boolean =>
  JSON.stringify([at, query, body]).includes(placeholder);

/** Whether the call is about one record: it has neither a list of ids nor rows. */
export const takesOne = (one: Placeholders): boolean => !mentions(one, '{ids}') && !mentions(one, '{rows}');
