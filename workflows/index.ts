export { backfill } from './backfill.ts';
export { dimension } from './dimension.ts';
export { nightly } from './nightly.ts';
export { retention } from './retention.ts';
export { scheduled } from './scheduled.ts';
