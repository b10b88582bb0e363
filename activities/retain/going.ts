import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { EntityRetention, RetentionVerdict } from '../../domain/retention.ts';
import type { StoredEvent } from '../../stores/event-table.ts';

/** An event and what becomes of it; `trace` for one that no window reads and that stays as the oldest of its opportunity. */
export interface JudgedEvent {
  readonly event: StoredEvent;
  readonly verdict: RetentionVerdict;
  readonly trace: boolean;
}

/**
 * Judges events as the store gives them, entity by entity, newest first. An opportunity may be known by an event alone (a population list
 * takes it then), and since when is in the hash of a night's rows: so its oldest event stays.
 */
export async function* judgedEvents(
  events: AsyncIterable<StoredEvent>,
  retention: (type: string) => EntityRetention,
): AsyncGenerator<JudgedEvent> {
  let judge: EntityRetention | undefined;
  let held: JudgedEvent | undefined;
  for await (const event of events) {
    if (!judge || !held || held.event.id !== event.id || held.event.type !== event.type) {
      if (held) yield asOldest(held);
      judge = retention(event.type);
    } else yield held;
    held = { event, verdict: judge(event.feature, event.time), trace: false };
  }
  if (held) yield asOldest(held);
}

function asOldest(judged: JudgedEvent): JudgedEvent {
  const { event, verdict } = judged;
  return event.type === OPPORTUNITY && verdict?.seen === false ? { ...judged, trace: true } : judged;
}
