import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import type { ChangeKind, ChangeTable } from '../../stores/change-table.ts';

/** When ids last changed, as far as it was after a sequence. */
export interface LastChanges {
  /** The store's sequence when this began to be known: later changes may be missing. */
  readonly asOf: number;
  /** False for an id that has not changed since then. */
  readonly mayHave: (id: string) => boolean;
  /** For each id the sequence of its last change; anything up to the one asked for where that was not later. */
  readonly at: (ids: readonly string[]) => Promise<Float64Array>;
}

interface Asked {
  readonly kind: ChangeKind;
  readonly type: string;
  readonly since: number;
}

/** More are looked up one by one: what is held stays small. */
const MOST_HELD = 1 << 17;

interface Held {
  readonly since: number;
  readonly changes: Promise<LastChanges>;
}

const heldOf = new WeakMap<NightSnapshot, Map<string, Held>>();

/** Read once for all shards of a run. Where few ids have changed, a shard's own are then not looked up at all. */
export function lastChanges(store: ChangeTable, snapshot: NightSnapshot, asked: Asked): Promise<LastChanges> {
  const held = heldOf.get(snapshot) ?? new Map<string, Held>();
  heldOf.set(snapshot, held);
  const key = JSON.stringify([asked.kind, asked.type]);
  const known = held.get(key);
  if (known && known.since <= asked.since) return known.changes;
  const changes = readChanges(store, asked);
  held.set(key, { since: asked.since, changes });
  changes.catch(() => held.delete(key));
  return changes;
}

async function readChanges(store: ChangeTable, { kind, type, since }: Asked): Promise<LastChanges> {
  const asOf = await store.changeSequence();
  const changed = await store.changedSince(kind, type, since, MOST_HELD);
  if (!changed) return { asOf, mayHave: () => true, at: (ids) => store.changedAt(kind, type, ids) };
  const at = async (ids: readonly string[]): Promise<Float64Array> => {
    const sequences = new Float64Array(ids.length);
    if (changed.size === 0) return sequences;
    const places = placesIn(changed, ids);
    if (places.length === 0) return sequences;
    const found = await store.changedAt(
      kind,
      type,
      places.map((i) => ids[i] ?? ''),
    );
    for (const [n, i] of places.entries()) sequences[i] = found[n] ?? 0;
    return sequences;
  };
  return { asOf, mayHave: (id) => changed.has(id), at };
}

function placesIn(changed: ReadonlySet<string>, ids: readonly string[]): number[] {
  const places: number[] = [];
  for (let i = 0; i < ids.length; i++) if (changed.has(ids[i] ?? '')) places.push(i);
  return places;
}
