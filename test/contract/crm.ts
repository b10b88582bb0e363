import { afterAll, beforeAll, describe } from 'vitest';
import type { CrmFixture } from './crm-fixture.ts';
import { preflightContract } from './crm-preflight.ts';
import { readContract } from './crm-reads.ts';
import { troubleContract } from './crm-troubles.ts';
import { valueContract } from './crm-values.ts';
import { writeContract } from './crm-writes.ts';

export type { CrmFixture } from './crm-fixture.ts';

/**
 * What every adapter of crm/crm.ts must do. `start` is called once; each test makes records of its own. Adapters are opened with CrmOptions
 * (crm/crm-options.ts), check their settings with crm/connection.ts and the rows of a call with crm/rows-a-call.ts.
 */
export function crmContract(name: string, start: () => Promise<CrmFixture>): void {
  describe(`${name} is a CRM`, () => {
    let fixture: CrmFixture | undefined;
    beforeAll(async () => {
      fixture = await start();
    }, 600_000);
    afterAll(async () => fixture?.stop?.());
    const running = (): CrmFixture => {
      if (!fixture) throw new Error(`${name} did not start`);
      return fixture;
    };
    readContract(running);
    writeContract(running);
    valueContract(running);
    preflightContract(running);
    troubleContract(running);
  });
}
