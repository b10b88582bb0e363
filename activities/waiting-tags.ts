import { OPPORTUNITY } from '../domain/dictionary.ts';
import type { Tag, TagTable } from '../stores/tag-table.ts';

/** Tags on their way into the store. */
export interface WaitingTags {
  opportunities(tags: readonly Tag[]): void;
  linked(type: string, id: string): void;
  /** Puts those of the types that have become many, or `all` of them. */
  put(all?: boolean): Promise<void>;
}

/** The fewer puts, the fewer records name an id twice and the fuller they are; so many tags take some 5 MB. */
const TAGS_A_PUT = 65_536;

/** Each linked id stands once in a put: one that is linked to thousands of opportunities is tagged once for all that wait. */
export function waitingTags(store: Pick<TagTable, 'putTags'>, run: string): WaitingTags {
  let opportunities: Tag[] = [];
  const linked = new Map<string, Set<string>>();
  return {
    opportunities(tags) {
      opportunities.push(...tags);
    },
    linked(type, id) {
      const ids = linked.get(type);
      if (ids) ids.add(id);
      else linked.set(type, new Set([id]));
    },
    async put(all = false) {
      const least = all ? 1 : TAGS_A_PUT;
      if (opportunities.length >= least) {
        await store.putTags(run, OPPORTUNITY, opportunities);
        opportunities = [];
      }
      for (const [type, ids] of linked) {
        if (ids.size < least) continue;
        const tags = Array.from(ids, (id) => ({ id, scenes: 0 }));
        await store.putTags(run, type, tags);
        ids.clear();
      }
    },
  };
}
