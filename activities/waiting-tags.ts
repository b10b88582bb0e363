import type { Tag, TagTable } from '../stores/tag-table.ts';

/** Tags on their way into the store. */
export interface WaitingTags {
  add(type: string, id: string, scenes: number): void;
  /** Puts them where they have become many, or `all` of them. */
  put(all?: boolean): Promise<void>;
}

/** A put is a transaction, which costs as much as some hundred tags. */
const TAGS_A_PUT = 8_192;

/** Each id stands once in a put: one that is linked to thousands of opportunities is tagged once for all that wait. */
export function waitingTags(store: Pick<TagTable, 'putTags'>, run: string): WaitingTags {
  const waiting = new Map<string, Map<string, Tag>>();
  let count = 0;
  return {
    add(type, id, scenes) {
      const tags = waiting.get(type) ?? new Map<string, Tag>();
      waiting.set(type, tags);
      const known = tags.get(id);
      if (!known) count += 1;
      if (!known || known.scenes !== scenes) tags.set(id, { id, scenes: (known?.scenes ?? 0) | scenes });
    },
    async put(all = false) {
      if (count < TAGS_A_PUT && !all) return;
      for (const [type, tags] of waiting) await store.putTags(run, type, [...tags.values()]);
      waiting.clear();
      count = 0;
    },
  };
}
