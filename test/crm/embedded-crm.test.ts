import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedCrm } from '../../crm/embedded/crm.ts';
import { openRecords, setFields } from '../../crm/embedded/records.ts';
import type { Crm, CrmField } from '../../crm/crm.ts';
import { crmSchema } from '../../domain/crm-settings.ts';
import { crmContract, type CrmFixture } from '../contract/crm.ts';

const { limits } = crmSchema.parse({ adapter: 'embedded', push: {} });
const open = (state: string, connection: unknown): Crm =>
  openEmbeddedCrm({ connection, fields: [], limits, folder: '/dictionaries/shop', state, secret: () => '' });

const fields = {
  number: { name: 'win', type: 'number', digits: 4 },
  otherNumber: { name: 'place', type: 'number', digits: 0 },
  text: { name: 'why', type: 'text' },
  date: { name: 'scored_on', type: 'date' },
} satisfies Record<string, CrmField>;

const declared = {
  win: { type: 'number', digits: 4, min: 0, max: 1 },
  place: { type: 'number', digits: 0 },
  why: { type: 'text', characters: 4_000 },
  scored_on: { type: 'date' },
};

async function start(): Promise<CrmFixture> {
  const state = await mkdtemp(join(tmpdir(), 'daybreak-crm-'));
  const records = openRecords(join(state, 'theirs'));
  return {
    open: () => Promise.resolve(open(state, { folder: 'theirs', records: 'known', fields: declared })),
    put(rows) {
      records.transactionSync(() => {
        for (const { id, values } of rows) setFields(records, id, values);
      });
      return Promise.resolve();
    },
    get(id) {
      records.resetReadTxn();
      const kept = records.get(id)?.values;
      const empty = Object.fromEntries(Object.keys(declared).map((name) => [name, null]));
      return Promise.resolve(kept && { ...empty, ...kept });
    },
    fields,
    can: { versions: true, describes: true, refuses: { field: 'win', value: 0.123456 } },
    async stop() {
      await records.close();
      await rm(state, { recursive: true });
    },
  };
}

crmContract('the embedded CRM', start);

describe('the embedded CRM by its settings', () => {
  let state: string;
  let crm: Crm;
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'daybreak-crm-'));
    crm = open(state, {});
  });
  afterEach(async () => {
    await crm.close();
    await rm(state, { recursive: true });
  });

  it('has an empty record for any opportunity when nothing is set, and takes any field', async () => {
    const [before] = await crm.read(['o-1'], ['win']);
    expect(before).toEqual({ values: { win: null }, version: '0' });
    const write = () =>
      crm.write([{ id: 'o-1', values: { win: 0.5, anything: 'x' }, ...(before && { seen: before }) }]);
    expect(await write()).toEqual([{ state: 'written' }]);
    expect(await write()).toEqual([{ state: 'conflict' }]);
    expect(await crm.read(['o-1'], ['win', 'anything'])).toEqual([
      { values: { win: 0.5, anything: 'x' }, version: '1' },
    ]);
    expect(await crm.preflight([fields.number])).toEqual([]);
  });

  it('keeps the records of each dictionary apart, and what it wrote when it is opened again', async () => {
    await crm.write([{ id: 'o-1', values: { win: 0.5 } }]);
    await crm.close();
    crm = open(state, {});
    expect(await crm.read(['o-1'], ['win'])).toMatchObject([{ values: { win: 0.5 } }]);
    const { ...options } = { connection: {}, fields: [], limits, folder: '/dictionaries/other', state };
    const other = openEmbeddedCrm({ ...options, secret: () => '' });
    expect(await other.read(['o-1'], ['win'])).toMatchObject([{ values: { win: null } }]);
    await other.close();
  });

  it('keeps the version where a write changes nothing', async () => {
    const version = async () => (await crm.read(['o-1'], ['win']))[0]?.version;
    await crm.write([{ id: 'o-1', values: { win: 0.5, why: null } }]);
    await crm.write([{ id: 'o-1', values: { win: 0.5 } }]);
    expect(await version()).toBe('1');
    await crm.write([{ id: 'o-1', values: { win: null } }]);
    expect(await version()).toBe('2');
  });

  it.each([
    ['win', 0.12345, 'win takes 4 decimals, not 0.12345'],
    ['win', 1.5, 'win takes 1 and less, not 1.5'],
    ['win', -1, 'win takes 0 and more, not -1'],
    ['win', Number.NaN, 'win takes a number, not NaN'],
    ['win', 'high', 'win takes a number, not high'],
    ['why', 3, 'why takes a text, not 3'],
    ['why', 'x'.repeat(4_001), 'why takes 4000 characters, not 4001'],
    ['scored_on', '1 March', 'scored_on takes a date, not 1 March'],
  ])('refuses %s = %s with the reason', async (field, value, reason) => {
    await crm.close();
    crm = open(state, { fields: declared });
    const outcomes = await crm.write([
      { id: 'bad', values: { [field]: value } },
      { id: 'good', values: { win: 0.5 } },
    ]);
    expect(outcomes).toEqual([{ state: 'refused', reason, again: false }, { state: 'written' }]);
    expect(await crm.read(['bad'], [field])).toMatchObject([{ values: { [field]: null } }]);
  });

  it('says before a push which field takes too few decimals or characters', async () => {
    await crm.close();
    crm = open(state, { fields: declared });
    expect(
      await crm.preflight([
        { name: 'win', type: 'number', digits: 5 },
        { name: 'why', type: 'text', characters: 4_000 },
        { name: 'why', type: 'text', characters: 4_001 },
      ]),
    ).toEqual([
      { field: 'win', reason: 'win takes 4 decimals, not 5' },
      { field: 'why', reason: 'why takes 4000 characters, not 4001' },
    ]);
  });

  it('refuses ids that cannot be one', async () => {
    const long = 'x'.repeat(5_000);
    const outcome = { state: 'refused', reason: 'the opportunity id is empty or too long', again: false };
    expect(await crm.write(['', long].map((id) => ({ id, values: { win: 1 } })))).toEqual([outcome, outcome]);
    expect(await crm.read(['', long], ['win'])).toMatchObject([{ version: '0' }, { version: '0' }]);
  });

  it('says which setting is wrong', () => {
    expect(() => open(state, { records: 'some', fields: { win: { type: 'money' } } })).toThrow(
      expect.objectContaining({
        code: 'SETTINGS_INVALID',
        message: expect.stringMatching(/crm\.connection\.records.*crm\.connection\.fields\.win\.type/) as string,
      }),
    );
  });

  it('makes no folder before the first call; one that cannot be made may be tried again', async () => {
    await writeFile(join(state, 'crm-records'), 'a file where the folder should be');
    const failing = open(state, {});
    await failing.close();
    await expect(failing.read(['o-1'], ['win'])).rejects.toMatchObject({
      name: 'CrmError',
      trouble: 'transient',
      message: expect.stringContaining(join(state, 'crm-records')) as string,
    });
  });
});
