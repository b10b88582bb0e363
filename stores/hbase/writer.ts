import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TableName } from '../../infra/hbase/tables.ts';
import type { PutCell } from './client/mutation.ts';
import { qualifierOf, valueOf } from './cell-views.ts';
import { allEnded } from './all-ended.ts';
import { closeMarks } from './change-mark.ts';
import { HEAD_ROW, LOG, NOBODY, putHeadIf, readHead, type PendingWrite } from './head.ts';
import { GONE, NO_TIME } from './put.ts';
import type { Tables } from './tables.ts';
import { decodeSteps, encodeSteps, type Steps, type Write } from './write-log.ts';
import { leaseLost, pause, takeLease, watchHead, type Lease } from './writer-lease.ts';

/** What a batch does: nothing where there is no step. */
export interface Plan<Result> {
  readonly result: Result;
  readonly steps: Steps;
  /** Whether a row that acceptedRows could give changes. */
  readonly grows: boolean;
}

export interface Writer {
  /**
   * Plans and carries out a batch while nobody else writes, whole or not at all: the plan goes into the head row in one step, and from then
   * on it is carried out, by this process or by the next that writes or asks for the revision. `revision` is the store's after the batch.
   */
  write<Result>(plan: (revision: number) => Promise<Plan<Result>>): Promise<Result>;
  /** The revision, once no batch is half carried out. */
  revision(): Promise<number>;
}

const CHUNK_BYTES = 1 << 20;
const MUTATIONS_A_CHECK = 2_000;

interface WriterTimes {
  readonly leaseMs: number;
  /** How long a request whose answer did not come may still be carried out. */
  readonly callTimeoutMs: number;
}

export function openWriter(tables: Tables, times: WriterTimes): Writer {
  let last: Promise<unknown> = Promise.resolve();
  /** Writes of this process that failed, by owner, with the moment from which none of their requests can be on its way. */
  const failed = new Map<string, number>();
  const write: Writer['write'] = (plan) => {
    // One after the other in this process, so that they do not wait for each other by asking the server.
    const done = last.then(() => writeOrFail(tables, times, failed, plan));
    last = done.catch(() => undefined);
    return done;
  };
  const revision = async (): Promise<number> => {
    const watch = watchHead(times.leaseMs);
    for (let attempt = 0; ; attempt++) {
      const head = await readHead(tables);
      if (!head.pending) return head.revision;
      // Nobody or a dead owner: whoever takes the lease ends what was begun.
      if (head.owner === NOBODY || failed.has(head.owner) || watch(head)) await write(() => Promise.resolve(NOTHING));
      else await pause(attempt);
    }
  };
  return { write, revision };
}

async function writeOrFail<Result>(
  tables: Tables,
  { leaseMs, callTimeoutMs }: WriterTimes,
  failed: Map<string, number>,
  plan: (revision: number) => Promise<Plan<Result>>,
): Promise<Result> {
  const owner = randomUUID();
  try {
    const lease = await takeLease(tables, leaseMs, owner, (other) => failed.has(other));
    const result = await writeNow(tables, lease, Math.max(0, ...failed.values()), plan);
    failed.clear();
    return result;
  } catch (error) {
    failed.set(owner, performance.now() + callTimeoutMs);
    throw error;
  }
}

const NOTHING: Plan<undefined> = { result: undefined, steps: [], grows: false };

async function writeNow<Result>(
  tables: Tables,
  lease: Lease,
  quietFromMs: number,
  plan: (revision: number) => Promise<Plan<Result>>,
): Promise<Result> {
  try {
    let { revision } = lease.head;
    if (lease.head.pending) {
      await carryOut(tables, lease, decodeSteps(await readLog(tables, lease.head.pending)));
      ({ revision } = lease.head.pending);
      await finish(tables, lease, lease.head.pending, lease.owner);
      // A late request of that batch changes nothing now, but could put its value over that of a batch that comes after.
      await sleep(Math.max(0, quietFromMs - performance.now()));
    }
    const { result, steps, grows, log } = await planned(tables, lease, async () => {
      const made = await plan(revision + 1);
      return { ...made, log: encodeSteps(made.steps) };
    });
    if (steps.every((step) => step.length === 0)) {
      await release(tables, lease);
      return result;
    }
    const pending = await commit(tables, lease, log, grows ? revision + 1 : revision);
    await carryOut(tables, lease, steps);
    await finish(tables, lease, pending, NOBODY);
    return result;
  } finally {
    // After a failure past the commit the lease is not given back: this process takes it again, or it runs out.
    lease.stop();
  }
}

/** A plan that fails has changed nothing, so the lease goes back at once. */
async function planned<T>(tables: Tables, lease: Lease, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // where that fails too the lease runs out; what is told is why the plan failed
    await release(tables, lease).catch(() => undefined);
    throw error;
  }
}

const release = (tables: Tables, { owner }: Lease): Promise<boolean> => putHeadIf(tables, owner, { owner: NOBODY });

async function commit(tables: Tables, lease: Lease, log: Buffer, revision: number): Promise<PendingWrite> {
  const chunks: PutCell[] = [];
  for (let at = 0; at < log.length; at += CHUNK_BYTES)
    chunks.push(logCell(chunks.length, log.subarray(at, at + CHUNK_BYTES)));
  const pending = { chunks: chunks.length, revision };
  await lease.sure();
  if (!(await putHeadIf(tables, lease.owner, { pending }, chunks))) throw leaseLost();
  return pending;
}

async function readLog(tables: Tables, { chunks }: PendingWrite): Promise<Buffer> {
  const batch = await tables.ledger.get(HEAD_ROW, { families: [LOG] });
  const parts: Buffer[] = [];
  for (let cell = 0; cell < batch.cells; cell++) {
    const place = qualifierOf(batch, cell).readUInt32BE();
    if (place < chunks) parts[place] = valueOf(batch, cell);
  }
  return Buffer.concat(parts);
}

async function carryOut(tables: Tables, lease: Lease, steps: Steps): Promise<void> {
  for (const step of steps) {
    const names = [...new Set(step.map(({ table }) => table))];
    const of = (name: TableName): Write[] => step.filter(({ table }) => table === name);
    await allEnded(names.map((name) => mutate(tables, lease, name, of(name))));
  }
  await lease.sure();
  await closeMarks(tables, steps.flat());
}

async function mutate(tables: Tables, lease: Lease, table: TableName, writes: readonly Write[]): Promise<void> {
  for (let at = 0; at < writes.length; at += MUTATIONS_A_CHECK) {
    await lease.sure();
    await tables[table].mutateAll(writes.slice(at, at + MUTATIONS_A_CHECK).map(({ mutation }) => mutation));
  }
}

/** The batch is in: its log is emptied, and the lease goes to `owner`. */
async function finish(tables: Tables, lease: Lease, pending: PendingWrite, owner: string): Promise<void> {
  const emptied = Array.from({ length: pending.chunks }, (_, i) => logCell(i, GONE));
  const head = { owner, pending: null, revision: pending.revision };
  if (await putHeadIf(tables, lease.owner, head, emptied)) return;
  // Sent twice after a lost answer, or another process took over and ends the batch in our place, unless it dies over it.
  const watch = watchHead(lease.leaseMs);
  for (let attempt = 0; ; attempt++) {
    const now = await readHead(tables);
    if (now.revision >= pending.revision && !now.pending) break;
    if (now.revision > pending.revision) break;
    if (watch(now)) throw leaseLost();
    await pause(attempt);
  }
  if (owner !== NOBODY) throw leaseLost();
}

const logCell = (place: number, value: Uint8Array): PutCell => {
  const qualifier = Buffer.alloc(4);
  qualifier.writeUInt32BE(place);
  return { family: LOG, qualifier, timestamp: NO_TIME, value };
};
