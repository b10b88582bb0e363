import { describe } from 'vitest';
import { asOfContract } from './feature-store-as-of.ts';
import { changeContract } from './feature-store-changes.ts';
import { dayContract } from './feature-store-days.ts';
import { eventContract } from './feature-store-events.ts';
import { eventProperties } from './feature-store-properties.ts';
import { retentionContract } from './feature-store-retention.ts';
import { acceptedContract } from './feature-store-accepted.ts';
import { sumsContract } from './feature-store-sums.ts';
import { staleContract } from './feature-store-stale.ts';
import { tableContract } from './feature-store-tables.ts';
import { zipperContract } from './feature-store-zippers.ts';
import { freshStores, type OpenStore } from './fresh-stores.ts';

/** What every feature store must do; adapters add tests of their own beside it. */
export function featureStoreContract(name: string, open: OpenStore): void {
  describe(`${name} is a feature store`, () => {
    const stores = freshStores(open);
    eventContract(stores);
    eventProperties(stores);
    staleContract(stores);
    retentionContract(stores);
    zipperContract(stores);
    acceptedContract(stores);
    sumsContract(stores);
    dayContract(stores);
    changeContract(stores);
    asOfContract(stores);
    tableContract(stores);
  });
}
