import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkCrm } from '../../activities/push/check-crm.ts';
import { patiently } from '../../activities/push/patiently.ts';
import { SOUND } from '../stores/dictionary-written.ts';
import { CrmError } from '../../crm/crm.ts';
import { faultyCrm } from './push-faulty-crm.ts';
import { crmSettings, fakeClock, quiet } from './push-home.ts';
import { realPorts } from './real-ports.ts';

it('a CRM is not ready for fields that another dictionary writes into the same records', async () => {
  const { home, ports } = await realPorts('check-crm');
  const write = async (name: string, scene: string, field: string): Promise<void> => {
    const push = { [scene]: { fields: { [field]: { value: 'win.score' } } } };
    const crm = { adapter: 'embedded', connection: { folder: 'all' }, push };
    const settings = JSON.stringify({ time_zone: 'UTC', scenes: { [scene]: {} }, crm });
    for (const [file, content] of Object.entries({ ...SOUND, 'settings.yaml': settings })) {
      const path = join(home, 'dictionaries', name, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
  };
  await write('north', 'claim', 'score');
  await write('south', 'match', 'score');
  await mkdir(join(home, 'dictionaries', 'broken'));
  await writeFile(join(home, 'dictionaries', 'broken', 'dictionary.csv'), 'no dictionary');
  const check = () => checkCrm(ports)({ dictionary: 'north', scene: 'claim' }, () => undefined);
  expect(await check()).toEqual([
    "crm.push.claim.fields.score writes the CRM's field score, and so does crm.push.match.fields.score of the dictionary south, so each would take the other's values for edits of people",
  ]);
  await write('south', 'match', 'score_match');
  expect(await check()).toEqual([]);
});

it('a CRM that takes no calls for hours is an end for a push, and for anybody else a failure', async () => {
  const { ports } = await realPorts('check-crm');
  const settings = crmSettings('claim', { fields: { score: { value: 'win.score' } } });
  const crm = faultyCrm({ readRows: 1, writeRows: 1 }, () => 0.5);
  const throttled = { ...crm, preflight: () => Promise.reject(new CrmError('throttled', '429', { retryAfterMs: 7_200_000 })) }; // prettier-ignore
  const read = () => Promise.resolve({ settings: { crm: settings } } as never);
  const dictionaries = { ...ports.dictionaries, read, list: () => Promise.resolve(['shop']) };
  const check = checkCrm({ ...ports, dictionaries, openCrm: () => Promise.resolve(throttled) });
  await expect(check({ dictionary: 'shop', scene: 'claim', waits: true }, quiet)).rejects.toMatchObject({ code: 'CRM_LIMIT' }); // prettier-ignore
  await expect(check({ dictionary: 'shop', scene: 'claim' }, quiet)).rejects.toMatchObject({ code: 'CRM_FAILED' });
});

describe('a CRM that says that calls are too many when it is asked', () => {
  const asked = async (retryAfterMs: number | undefined, times: number): Promise<{ ms: number; thrown: unknown }> => {
    const clock = fakeClock();
    let left = times;
    const ask = (): Promise<string> =>
      left-- > 0
        ? Promise.reject(new CrmError('throttled', '429', retryAfterMs === undefined ? {} : { retryAfterMs }))
        : Promise.resolve('ready');
    const thrown: unknown = await patiently(clock, quiet, 90_000, ask).then(() => undefined, (error: unknown) => error); // prettier-ignore
    return { ms: clock.nowMs(), thrown };
  };

  it('is waited for as it asks, and no longer than it may be', async () => {
    expect(await asked(10_000, 3)).toEqual({ ms: 30_000, thrown: undefined });
    expect(await asked(undefined, 5)).toEqual({ ms: 5_000, thrown: undefined });
    expect((await asked(3_600_000, 1)).ms).toBe(0);
    expect(await asked(20_000, 100)).toMatchObject({ ms: 80_000, thrown: { trouble: 'throttled' } });
  });

  it('fails at once for anything else', async () => {
    const failing = patiently(fakeClock(), quiet, 90_000, () => Promise.reject(new CrmError('transient', 'no answer')));
    await expect(failing).rejects.toMatchObject({ trouble: 'transient' });
  });
});
