export { dimension } from './dimension.ts';
export { nightly } from './nightly.ts';
export { retention } from './retention.ts';
