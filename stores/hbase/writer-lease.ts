import { setTimeout as sleep } from 'node:timers/promises';
import { DaybreakError } from '../../domain/errors.ts';
import { NOBODY, putHeadIf, readHead, type Head } from './head.ts';
import type { Tables } from './tables.ts';

/**
 * One writer at a time. The lease is a cell that its owner changes again and again; an owner whose cell stays as it is for `leaseMs` of the
 * waiting process's own clock is taken for dead, so no two clocks are ever compared. Every change of the head names the owner, so that one
 * that was only slow can no longer change it.
 */
export interface Lease {
  readonly owner: string;
  /** How long an owner may be silent. */
  readonly leaseMs: number;
  /** The head as it was when the lease was taken. */
  readonly head: Head;
  /** Before every piece of work: asks the server where the last beat is long ago. @throws DaybreakError STATE_BUSY where the lease went to another */
  sure(): Promise<void>;
  /** Ends the beating; the lease is given up by writing NOBODY into the head. */
  stop(): void;
}

/**
 * Waits as long as other owners live.
 * @param isDead whether an owner is known to be dead, so that nobody need wait for its silence
 */
export async function takeLease(
  tables: Tables,
  leaseMs: number,
  owner: string,
  isDead: (owner: string) => boolean,
): Promise<Lease> {
  const watch = watchHead(leaseMs);
  for (let attempt = 0; ; attempt++) {
    const askedAt = performance.now();
    if (await putHeadIf(tables, NOBODY, { owner, beat: 0 })) return begin(tables, owner, leaseMs, askedAt);
    const head = await readHead(tables);
    // A request that was sent again after a lost answer finds itself to be the owner already.
    if (head.owner === owner) return begin(tables, owner, leaseMs, askedAt);
    if ((isDead(head.owner) || watch(head)) && (await putHeadIf(tables, head.owner, { owner, beat: 0 })))
      return begin(tables, owner, leaseMs, askedAt);
    await pause(attempt);
  }
}

/** Says whether an owner has given no sign of life for `leaseMs`. */
export function watchHead(leaseMs: number): (head: Head) => boolean {
  let seen = '';
  let since = 0;
  return ({ owner, beat }) => {
    const now = performance.now();
    const sign = `${owner} ${beat}`;
    if (sign !== seen) [seen, since] = [sign, now];
    return owner !== NOBODY && now - since >= leaseMs;
  };
}

const LONGEST_PAUSE_MS = 100;

/** Between two looks at the head: longer and longer, and never two processes in step. */
export const pause = (attempt: number): Promise<void> =>
  sleep(Math.min(LONGEST_PAUSE_MS, 2 ** Math.min(attempt + 2, 10)) * (0.5 + Math.random() / 2));

async function begin(tables: Tables, owner: string, leaseMs: number, askedAt: number): Promise<Lease> {
  // Before the first beat: where it cannot be read nobody is there to stop the beating, and other writers would wait for ever.
  const head = await readHead(tables);
  let sureUntil = askedAt + leaseMs / 2;
  let beats = 0;
  const beat = async (): Promise<boolean> => {
    const now = performance.now();
    const mine = await putHeadIf(tables, owner, { beat: ++beats });
    sureUntil = mine ? now + leaseMs / 2 : 0;
    return mine;
  };
  const beating = setInterval(() => {
    beat().catch(() => undefined); // the next one tries again; until then the time that is sure runs out
  }, leaseMs / 5);
  beating.unref();
  return {
    owner,
    leaseMs,
    head,
    sure: async () => {
      if (performance.now() < sureUntil || (await beat())) return;
      throw leaseLost();
    },
    stop: () => {
      clearInterval(beating);
    },
  };
}

export const leaseLost = (): DaybreakError =>
  new DaybreakError(
    'STATE_BUSY',
    'a write to the feature store was held up for so long that another process may have taken over',
    'run the same command again: what was begun is ended first',
  );
