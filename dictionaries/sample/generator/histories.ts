import type { Contact } from './contacts.ts';
import type { Moment } from './dates.ts';
import { periodCells, type Attrs, type Period } from './rows.ts';

/** Rows of entities.csv for one entity, oldest first. */
export const versionRows = (
  type: string,
  id: string,
  periods: readonly (Period & { readonly value: Attrs })[],
): string[][] => periods.map((period) => [type, id, ...periodCells(period), JSON.stringify(period.value)]);

/** Rows of entities.csv for the users and phones that came with an opportunity; those that it shares have theirs elsewhere. */
export const contactRows = (contacts: readonly Contact[]): string[][] =>
  contacts
    .filter(({ shared }) => !shared)
    .flatMap(({ type, id, since, attrs }) => versionRows(type, id, [{ from: since, to: undefined, value: attrs }]));

/** Rows of links.csv: who belongs to an opportunity, until it closes. */
export function linkRows(
  opportunity: string,
  contacts: readonly Contact[],
  holders: readonly (Period & { readonly value: { readonly id: string } })[],
  closed: Moment | undefined,
): string[][] {
  const known = contacts.filter(({ since }) => !closed || since.day < closed.day);
  return [
    ...known.map(({ type, id, since }) => [opportunity, type, id, ...periodCells({ from: since, to: closed })]),
    ...holders.map((period) => [opportunity, 'salesperson', period.value.id, ...periodCells(period)]),
  ];
}
