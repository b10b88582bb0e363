import { expect, it } from 'vitest';
import { acceptedRows } from '../../stores/hbase/accepted-rows.ts';
import type { CellBatch } from '../../stores/hbase/client/cell-batch.ts';
import { decodeCells } from '../../stores/hbase/client/cell-decode.ts';
import { HBaseError } from '../../stores/hbase/client/hbase-error.ts';
import { bytesIndex } from '../../stores/hbase/client/intern-bytes.ts';
import type { Put, PutCell } from '../../stores/hbase/client/mutation.ts';
import type { RowCheck } from '../../stores/hbase/client/mutate-check.ts';
import type { HBaseTable } from '../../stores/hbase/client/table.ts';
import { eventCell, EVENTS } from '../../stores/hbase/event-cell.ts';
import { HEAD_ROW, NOBODY } from '../../stores/hbase/head.ts';
import { NO_TIME, putOf } from '../../stores/hbase/put.ts';
import type { Tables } from '../../stores/hbase/tables.ts';
import { openWriter, type Plan } from '../../stores/hbase/writer.ts';
import { entityKey } from '../../stores/row-key.ts';
import { event } from '../contract/store-rows.ts';
import { blockOf } from './hbase-client/cells-block.ts';

const TIMES = { leaseMs: 600, callTimeoutMs: 0 };

function rowOf(row: Uint8Array, cells: readonly PutCell[]): CellBatch {
  const plain = cells.map((cell) => ({ row, ...cell, timestamp: cell.timestamp ?? NO_TIME }));
  return decodeCells(blockOf(plain), { rowCells: [cells.length] }, bytesIndex(256));
}

/** A ledger with a head row, which tests change in its owners' place. */
function ledger() {
  const head = new Map<string, unknown>(
    Object.entries({ format: 2, owner: NOBODY, beat: 0, revision: 0, pending: null }),
  );
  const table = {
    get: () => {
      const cells = Array.from(head, ([name, value]) => headCell(name, value));
      return Promise.resolve(rowOf(HEAD_ROW, cells));
    },
    checkAndMutate: (check: { equals: Buffer | null }, [put]: readonly Put[]) => {
      if (String(check.equals) !== JSON.stringify(head.get('owner'))) return Promise.resolve(false);
      for (const { family, qualifier, value } of put?.cells ?? [])
        if (family === 'h') head.set(String(qualifier), JSON.parse(String(value)));
      return Promise.resolve(true);
    },
  };
  return { head, table: table as unknown as HBaseTable };
}

const headCell = (name: string, value: unknown): PutCell => ({
  family: 'h',
  qualifier: Buffer.from(name),
  timestamp: NO_TIME,
  value: Buffer.from(JSON.stringify(value)),
});

/** A batch of one mutation in each of the tables. */
const planOf =
  (...names: ('dwd' | 'events')[]) =>
  (): Promise<Plan<string>> => {
    const cell = { family: 'e', qualifier: Buffer.from('q'), timestamp: NO_TIME, value: Buffer.from('v') };
    const steps = [names.map((table) => ({ table, mutation: putOf(Buffer.from('row'), cell) }))];
    return Promise.resolve({ result: 'written', steps, grows: true });
  };

it('a batch of which a table took nothing fails when its other tables have ended too', async () => {
  let ended = false;
  const tables = {
    ledger: ledger().table,
    dwd: { mutateAll: () => Promise.reject(new HBaseError('remote', 'the table is read only')) },
    events: {
      mutateAll: async () => {
        for (let turns = 0; turns < 50; turns++) await new Promise((turn) => setImmediate(turn));
        ended = true;
      },
    },
  } as unknown as Tables;
  await expect(openWriter(tables, TIMES).write(planOf('dwd', 'events'))).rejects.toThrow('the table is read only');
  expect(ended).toBe(true);
});

it('a writer whose batch another one took over does not wait for one that dies over it', async () => {
  const { head, table } = ledger();
  const mutateAll = (): Promise<void> => {
    head.set('owner', 'another, which dies');
    return Promise.resolve();
  };
  const tables = { ledger: table, dwd: { mutateAll } } as unknown as Tables;
  await expect(openWriter(tables, TIMES).write(planOf('dwd'))).rejects.toMatchObject({ code: 'STATE_BUSY' });
});

it('a plan that fails says why, also where the lease cannot be given back', async () => {
  const { table } = ledger();
  const givesBack = (puts: readonly Put[]): boolean =>
    puts.some(({ cells }) => cells.some(({ value }) => String(value) === JSON.stringify(NOBODY)));
  const broken = {
    ...table,
    checkAndMutate: (check: RowCheck, puts: readonly Put[]) =>
      givesBack(puts) ? Promise.reject(new HBaseError('remote', 'no server')) : table.checkAndMutate(check, puts),
  };
  const writer = openWriter({ ledger: broken } as unknown as Tables, TIMES);
  await expect(writer.write(() => Promise.reject(new Error('the plan is wrong')))).rejects.toThrow('the plan is wrong');
});

it('the scan of one table ends when that of another cannot begin: it would renew its lease for ever', async () => {
  let open = 0;
  const row = entityKey('user', 'u-1');
  async function* events(): AsyncGenerator<CellBatch> {
    open += 1;
    try {
      for (;;) yield rowOf(row, [{ ...eventCell(event({}), 0), family: EVENTS }]);
    } finally {
      open -= 1;
      await Promise.resolve();
    }
  }
  async function* nothing(): AsyncGenerator<CellBatch> {
    await Promise.resolve();
    throw new HBaseError('connection', 'no server');
    yield rowOf(row, []);
  }
  const tables = { dwd: { scan: events }, zipper: { scan: nothing } } as unknown as Tables;
  const rows = acceptedRows(tables, { from: 0, to: 65_536 }, Number.MAX_SAFE_INTEGER);
  await expect(rows.next()).rejects.toThrow('no server');
  expect(open).toBe(0);
});
