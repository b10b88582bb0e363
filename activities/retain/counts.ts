import { compareText } from '../../domain/event-version.ts';
import type { GoneEvents, RetentionGroup } from '../../domain/retention-report.ts';
import type { StoredEvent } from '../../stores/event-table.ts';

export interface RetentionCounts {
  /** Events must come entity by entity. */
  add(event: StoredEvent, rule: number): void;
  /** By rule, type and feature, ascending. */
  groups(): RetentionGroup[];
}

type Group = { -readonly [K in keyof RetentionGroup]: RetentionGroup[K] };

export function retentionCounts(): RetentionCounts {
  const groups = new Map<string, { readonly group: Group; lastId: string | undefined }>();
  return {
    add({ type, id, feature, time, bytes }, rule) {
      const key = JSON.stringify([rule, type, feature]);
      const known = groups.get(key) ?? { group: emptyGroup(rule, type, feature), lastId: undefined };
      const { group } = known;
      if (known.lastId !== id) group.entities++;
      known.lastId = id;
      group.events++;
      group.bytes += bytes;
      group.oldest = Math.min(group.oldest, time);
      group.newest = Math.max(group.newest, time);
      groups.set(key, known);
    },
    groups: () =>
      Array.from(groups.values(), ({ group }) => ({ ...group })).sort(
        (a, b) => a.rule - b.rule || compareText(a.type, b.type) || compareText(a.feature, b.feature),
      ),
  };
}

const emptyGroup = (rule: number, type: string, feature: string): Group => ({
  rule,
  type,
  feature,
  events: 0,
  entities: 0,
  bytes: 0,
  oldest: Number.POSITIVE_INFINITY,
  newest: Number.NEGATIVE_INFINITY,
});

/** Each type and feature of a batch, with the times of its oldest and newest event. */
export function spansOf(events: readonly StoredEvent[]): GoneEvents[] {
  const counts = retentionCounts();
  for (const event of events) counts.add(event, 0);
  return counts.groups().map(({ type, feature, oldest, newest }) => ({ type, feature, oldest, newest }));
}
