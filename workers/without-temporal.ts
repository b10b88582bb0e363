/** What commands do in their own process, without a stack: they may import workers, not activities and adapters. */
export { loadedBefore } from '../activities/loaded-before.ts';
export { forgetIn } from '../activities/load-forget.ts';
export { loadInto } from '../activities/load-partition.ts';
export { streamInto } from '../activities/load-stream.ts';
export { FEATURE_KINDS, type FeatureKind } from '../activities/feature-value.ts';
export { readFeatures } from '../activities/read-features.ts';
export { forgetRetention, retain } from '../activities/retention.ts';
export { nightRecords, type NightRecord } from '../activities/record-night.ts';
export { deliveredBefore } from '../activities/delivered-before.ts';
export { modelFaults } from '../activities/model-faults.ts';
export { todayOf } from '../activities/today.ts';
export { storePopulation } from '../activities/store-population.ts';
export { createDictionary } from '../stores/local/dictionary-create.ts';
