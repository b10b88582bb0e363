import { afterEach } from 'vitest';
import { CrmError, type Crm, type CrmRecord, type CrmValues, type CrmWrite, type WriteOutcome } from '../../crm/crm.ts';
import type { CrmFixture } from './crm-fixture.ts';

let made = 0;

/** Ids that no other test has, in this process or in another that has the same CRM. */
export const freshIds = (count: number): string[] => {
  made += 1;
  const test = `${process.pid}-${Date.now().toString(36)}-${made}`;
  return Array.from({ length: count }, (_, i) => `${test}-${i}`);
};

export interface OpenCrm {
  /** Opened when first asked for; closed after the test. */
  readonly crm: () => Promise<Crm>;
  /** Makes records, all with the same values; gives their ids. */
  readonly records: (count: number, values?: CrmValues) => Promise<string[]>;
  /** In as few calls as its limits allow, one after the other. */
  readonly read: (ids: readonly string[], fields: readonly string[]) => Promise<(CrmRecord | undefined)[]>;
  /** The same; a call that is rejected as a whole is sent in halves. */
  readonly write: (rows: readonly CrmWrite[]) => Promise<WriteOutcome[]>;
}

export function openCrm(running: () => CrmFixture): OpenCrm {
  let open: Promise<Crm> | undefined;
  afterEach(async () => {
    const closing = open;
    open = undefined;
    await (await closing)?.close();
  });
  const crm = (): Promise<Crm> => (open ??= running().open());
  return {
    crm,
    read: async (ids, fields) =>
      inCalls(ids, (await crm()).limits.readRows, async (some) => (await crm()).read(some, fields)),
    write: async (rows) => inCalls(rows, (await crm()).limits.writeRows, async (some) => inHalves(await crm(), some)),
    async records(count, values) {
      const ids = freshIds(count);
      const { number } = running().fields;
      await running().put(ids.map((id) => ({ id, values: values ?? { [number.name]: 0.25 } })));
      return ids;
    },
  };
}

/** The results of calls of at most `most` things, one after the other. */
export async function inCalls<T, R>(
  all: readonly T[],
  most: number,
  call: (some: readonly T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < all.length; from += most) results.push(...(await call(all.slice(from, from + most))));
  return results;
}

async function inHalves(crm: Crm, rows: readonly CrmWrite[]): Promise<readonly WriteOutcome[]> {
  try {
    return await crm.write(rows);
  } catch (error) {
    const split = error instanceof CrmError && error.trouble === 'batch' && rows.length > 1;
    if (!split) throw error;
    const half = Math.ceil(rows.length / 2);
    return [...(await inHalves(crm, rows.slice(0, half))), ...(await inHalves(crm, rows.slice(half)))];
  }
}
