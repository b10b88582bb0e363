import { CrmError, type Crm, type CrmRecord, type CrmValues, type CrmWrite, type WriteOutcome } from '../../crm/crm.ts';

/** What a row does to the CRM: `reject` has the whole call rejected, `refuse` only itself, `fail` leaves the call without an answer, `lie` is never stored. */
export type Poison = 'reject' | 'refuse' | 'fail' | 'lie';

export interface Troubles {
  /** Chance of each, a call. */
  readonly throttled: number;
  readonly failsBefore: number;
  /** Stores, and loses the answer. */
  readonly failsAfter: number;
  /** Chance a row and call: it is locked by somebody. */
  readonly locked: number;
}

export const NO_TROUBLE: Troubles = { throttled: 0, failsBefore: 0, failsAfter: 0, locked: 0 };

export interface FaultyCrm extends Crm {
  readonly records: Map<string, CrmValues>;
  readonly poison: Map<string, Poison>;
  /** Fields that it does not have: what is written there is lost in silence. */
  readonly gone: Set<string>;
  /** How often the push changed each record. */
  readonly stored: Map<string, number>;
  readonly calls: { read: number; write: number };
  /** Called at the begin of every call. */
  onCall: () => void;
  troubles: Troubles;
  /** As people do it. */
  edit(id: string, values: CrmValues): void;
}

/** A CRM in memory that has versions and whatever troubles chance says. */
export function faultyCrm(limits: Crm['limits'], random: () => number): FaultyCrm {
  const records = new Map<string, CrmValues>();
  const versions = new Map<string, number>();
  const stored = new Map<string, number>();
  const poison = new Map<string, Poison>();
  const gone = new Set<string>();
  const put = (id: string, values: CrmValues): void => {
    const kept = Object.entries({ ...records.get(id), ...values }).filter(([name]) => !gone.has(name));
    records.set(id, Object.fromEntries(kept));
    versions.set(id, (versions.get(id) ?? 0) + 1);
  };
  const happens = (chance: number): boolean => chance > 0 && random() < chance;
  const begin = async (kind: 'read' | 'write', rows: number, most: number): Promise<void> => {
    crm.calls[kind] += 1;
    await new Promise((turn) => setImmediate(turn));
    crm.onCall();
    if (rows > most) throw new Error(`${rows} rows in one call of ${kind}`);
    if (happens(crm.troubles.throttled)) throw new CrmError('throttled', 'too many calls', retryAfter(random));
    if (happens(crm.troubles.failsBefore)) throw new CrmError('transient', 'connection reset');
  };
  const writeRow = ({ id, values, seen }: CrmWrite): WriteOutcome => {
    if (!records.has(id)) return { state: 'refused', reason: 'no such record', again: false };
    if (poison.get(id) === 'refuse' || poison.get(id) === 'reject')
      return { state: 'refused', reason: `${id} is poison`, again: false };
    if (happens(crm.troubles.locked)) return { state: 'refused', reason: 'locked', again: true };
    if (seen?.version !== String(versions.get(id) ?? 0)) return { state: 'conflict' };
    if (poison.get(id) === 'lie') return { state: 'written' };
    put(id, values);
    stored.set(id, (stored.get(id) ?? 0) + 1);
    return { state: 'written' };
  };
  const crm: FaultyCrm = {
    limits,
    records,
    poison,
    gone,
    stored,
    calls: { read: 0, write: 0 },
    onCall: () => undefined,
    troubles: NO_TROUBLE,
    edit: put,
    preflight: () => Promise.resolve([]),
    read: async (ids, fields) => {
      await begin('read', ids.length, limits.readRows);
      return ids.map((id): CrmRecord | undefined => {
        const values = records.get(id);
        return (
          values && {
            values: Object.fromEntries(fields.map((name) => [name, gone.has(name) ? null : (values[name] ?? null)])),
            version: String(versions.get(id) ?? 0),
          }
        );
      });
    },
    write: async (rows) => {
      await begin('write', rows.length, limits.writeRows);
      if (rows.length > 1 && rows.some(({ id }) => poison.get(id) === 'reject'))
        throw new CrmError('batch', 'one of the rows is invalid');
      if (rows.some(({ id }) => poison.get(id) === 'fail')) throw new CrmError('transient', 'internal server error');
      const outcomes = rows.map(writeRow);
      if (happens(crm.troubles.failsAfter)) throw new CrmError('transient', 'the answer was lost');
      return outcomes;
    },
    close: () => Promise.resolve(),
  };
  return crm;
}

const retryAfter = (random: () => number): { retryAfterMs?: number } =>
  random() < 0.5 ? {} : { retryAfterMs: Math.ceil(random() * 5_000) };
