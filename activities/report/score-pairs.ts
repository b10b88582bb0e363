import { saltOf } from '../../domain/salt.ts';
import type { Lead } from '../../crm/lead-book.ts';

/** A night's scores as they are read, or an empty list where there is no such night. */
export type Leads = AsyncIterable<Lead> | readonly Lead[];

/** One opportunity's first score in two nights; undefined in the night that did not score it. */
export interface ScorePair {
  readonly opportunityId: string;
  readonly before: number | undefined;
  readonly now: number | undefined;
}

/**
 * Two nights' scores of one model, opportunity by opportunity, in one pass and without keeping any: both files are in the order of the
 * store, by salt, then by the id's bytes.
 */
export async function* scorePairs(before: Leads, now: Leads): AsyncGenerator<ScorePair> {
  const [left, right] = [keyed(before), keyed(now)];
  try {
    let [a, b] = [await next(left), await next(right)];
    while (a ?? b) {
      const order = a && b ? compare(a, b) : a ? -1 : 1;
      const opportunityId = (order <= 0 ? a?.id : b?.id) ?? '';
      yield { opportunityId, before: order <= 0 ? a?.score : undefined, now: order >= 0 ? b?.score : undefined };
      if (order <= 0) a = await next(left);
      if (order >= 0) b = await next(right);
    }
  } finally {
    // whoever stops reading, or cannot read one of them, leaves neither file open
    await Promise.all([left.return(undefined), right.return(undefined)]);
  }
}

interface Keyed {
  readonly salt: number;
  readonly id: string;
  readonly score: number;
}

async function* keyed(leads: Leads): AsyncGenerator<Keyed, undefined> {
  for await (const { opportunityId: id, scores } of leads) {
    yield { salt: saltOf(id), id, score: scores[0] ?? Number.NaN };
  }
  return undefined;
}

const next = async (from: AsyncGenerator<Keyed, undefined>): Promise<Keyed | undefined> => (await from.next()).value;

const compare = (a: Keyed, b: Keyed): number =>
  a.salt - b.salt || (a.id === b.id ? 0 : Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
