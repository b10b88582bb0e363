import { randomInt } from 'node:crypto';

const MAX = 2 ** 48 - 1;

/**
 * A number by which a server tells a repeated request from a new one (`nonce`, together with `nonceGroup`), so that what is
 * not safe to do twice may be sent again. Never 0, which means "none".
 */
export const newNonce = (): number => randomInt(1, MAX);

/** Of this process. */
export const NONCE_GROUP: number = newNonce();
