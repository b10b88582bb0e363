import { expect, it } from 'vitest';
import type { CrmFixture } from './crm-fixture.ts';
import { openCrm } from './crm-records.ts';

const reason = expect.stringMatching(/\S/) as string;

export function preflightContract(running: () => CrmFixture): void {
  const { crm } = openCrm(running);
  const all = () => Object.values(running().fields);

  it('finds nothing wrong when all is well, and writes nothing', async () => {
    expect(await (await crm()).preflight(all())).toEqual([]);
    expect(await (await crm()).preflight([])).toEqual([]);
  });

  it('finds a field that the CRM does not have', async (test) => {
    if (!running().can.describes)
      test.skip('nobody can ask this CRM for its fields: it tells of a wrong one at the first write');
    const missing = { name: 'x_no_such_field', type: 'number', digits: 2 } as const;
    expect(await (await crm()).preflight([...all(), missing])).toEqual([
      { field: 'x_no_such_field', reason: expect.stringContaining('x_no_such_field') as string },
    ]);
  });

  it('finds a field of another type', async (test) => {
    if (!running().can.describes)
      test.skip('nobody can ask this CRM for its fields: it tells of a wrong one at the first write');
    const { number, text, date } = running().fields;
    const faults = await (await crm()).preflight([{ name: date.name, type: 'number', digits: 2 }, number, text]);
    expect(faults).toEqual([{ field: date.name, reason }]);
    expect(await (await crm()).preflight([{ name: number.name, type: 'text' }])).toEqual([
      { field: number.name, reason },
    ]);
  });

  it('finds that the right to write is missing', async (test) => {
    const { loseRight } = running().can;
    if (!loseRight) return test.skip('this CRM is a store in this process: it has no users whose right could be taken');
    const giveBack = await loseRight();
    try {
      const faults = await (await crm()).preflight(all());
      expect(faults.length).toBeGreaterThan(0);
      for (const fault of faults) expect(fault.reason).toMatch(/\S/);
    } finally {
      await giveBack();
    }
    expect(await (await crm()).preflight(all())).toEqual([]);
  });
}
