export { backfill } from './backfill.ts';
export { dimension } from './dimension.ts';
export { nightly } from './nightly.ts';
export { retention } from './retention.ts';
export { scenePush } from './scene-push.ts';
export { scheduled } from './scheduled.ts';
