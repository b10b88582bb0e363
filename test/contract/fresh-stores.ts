import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { calendarOf, type Calendar } from '../../domain/calendar.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';

/** Opens the store that is kept at a place; a place that is new is an empty store. */
export type OpenStore = (place: string, calendar: Calendar) => Promise<FeatureStore>;

export interface FreshStores {
  /** An empty store; it is closed and removed after the test. */
  readonly empty: (zone?: string) => Promise<FeatureStore>;
  /** Another opening of a store that `empty` gave. */
  readonly again: (store: FeatureStore, zone?: string) => Promise<FeatureStore>;
}

export function freshStores(open: OpenStore): FreshStores {
  const places = new Map<FeatureStore, string>();
  const opened = async (place: string, zone: string): Promise<FeatureStore> => {
    const store = await open(place, calendarOf(zone));
    places.set(store, place);
    return store;
  };
  afterEach(async () => {
    for (const store of places.keys()) await store.close();
    for (const place of new Set(places.values())) await rm(place, { recursive: true, force: true });
    places.clear();
  });
  return {
    empty: async (zone = 'UTC') => opened(await mkdtemp(join(tmpdir(), 'daybreak-store-')), zone),
    again: (store, zone = 'UTC') => opened(places.get(store) ?? '', zone),
  };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
