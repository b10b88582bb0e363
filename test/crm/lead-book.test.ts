import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLeadBook } from '../../crm/lmdb-book/lead-book.ts';
import { leadBookContract } from '../contract/lead-book.ts';

leadBookContract('the lead book in lmdb', (folder) => openLeadBook({ folder }));

describe('the list of leads', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-leads-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('lets several processes push at once and sees what they pushed while it is open', async () => {
    const book = openLeadBook({ folder });
    await book.leads('sales', '2026-03-01', 1);
    const script = fileURLToPath(new URL('./push-from-process.ts', import.meta.url));
    const push = (scene: string): Promise<unknown> =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', script, folder, scene, '20', '50']);
    await Promise.all([push('claim'), push('match')]);
    const counts = new Map<string, number>();
    for (const { scene } of await book.leads('sales', '2026-03-01', Number.POSITIVE_INFINITY)) {
      counts.set(scene, (counts.get(scene) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({ claim: 1_000, match: 1_000 });
    await book.close();
  });

  it('removes more leads than one transaction takes', async () => {
    const book = openLeadBook({ folder });
    const target = { dictionary: 'd', date: '2026-03-01', run: 1, scene: 's', model: 'm', outputs: ['score'] };
    await book.push(
      target,
      Array.from({ length: 25_000 }, (_, i) => ({ opportunityId: String(i), scores: [i] })),
    );
    await book.push({ ...target, run: 2 }, [
      { opportunityId: '0', scores: [1] },
      { opportunityId: '24999', scores: [2] },
    ]);
    expect(await book.finish({ ...target, run: 2 })).toBe(24_998);
    expect((await book.leads('d', '2026-03-01', 9)).map((l) => l.opportunityId)).toEqual(['24999', '0']);
    await book.close();
  });

  it('makes no folder before the first call, and none to close', async () => {
    const missing = join(folder, 'leads');
    const book = openLeadBook({ folder: missing });
    await book.close();
    await writeFile(missing, 'a file where the folder should be');
    await expect(book.leads('sales', '2026-03-01', 1)).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining(missing) as string,
    });
  });
});
