import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NightResult } from '../../domain/night-result.ts';
import type { PushResult } from '../../domain/push-result.ts';
import { stackStatus } from '../../infra/stack-status.ts';
import { batchConnection } from '../crm/http-server-settings.ts';
import { startHttpCrm, type HttpCrmServer } from '../crm/http-server.ts';
import { daybreak, json, newHome, removeHome, start, succeed } from './daybreak.ts';
import { seededRandom } from './random.ts';
import { placeSample, SAMPLE_DATE } from './sample.ts';
import { eventually } from './temporal.ts';

/** More of them, for a long run: DAYBREAK_KILLS=20 npx vitest run test/end-to-end/push.test.ts */
const KILLS = Number(process.env['DAYBREAK_KILLS'] ?? 2);
/** A lead of this place is one that the CRM refuses. */
const POISON = 3;

let home: string;
let server: HttpCrmServer;
let ids: string[];
beforeAll(async () => {
  home = await newHome();
  server = await startHttpCrm();
  const drop = await placeSample(home);
  const dictionary = join(home, 'dictionaries', 'sample');
  await writeFile(join(dictionary, 'token.txt'), `${server.token}\n`);
  const connection = JSON.stringify(batchConnection(server, { file: 'token.txt' }));
  await appendFile(join(dictionary, 'settings.yaml'), crmSettings(connection));
  ids = await opportunitiesOf(drop);
  // one that the CRM does not know
  server.records.put(ids.slice(1).map((id) => ({ id, values: {} })));
  server.records.poison.add(POISON);
  await succeed(home, 'load', 'sample', drop);
});
afterAll(async () => {
  await succeed(home, 'down');
  await server.stop();
  await removeHome(home);
});

const crmSettings = (connection: string): string => `
crm:
  adapter: http
  connection: ${connection}
  limits: { rows_a_call: 5, parallel: 1, calls_a_second: 1000 }
  push:
    claim:
      fields:
        win_probability: { value: win.score }
        call_rank: { value: rank, top: 1000 }
        why: { value: reasons, characters: 300 }
        scored_on: { value: date }
`;

async function opportunitiesOf(drop: string): Promise<string[]> {
  const [header = '', ...lines] = gunzipSync(await readFile(join(drop, 'entities.csv.gz')))
    .toString()
    .trimEnd()
    .split('\n');
  const at = header.split(',').indexOf('entity_id');
  const type = header.split(',').indexOf('entity_type');
  const cells = lines.map((line) => line.split(','));
  return [...new Set(cells.filter((row) => row[type] === 'opportunity').map((row) => row[at] ?? ''))].sort();
}

/** What the CRM has to show by the night's own list. */
async function wanted(): Promise<Map<string, { score: number; rank: number }>> {
  const leads = await json<{ scene: string; opportunityId: string; scores: number[] }[]>(
    home, 'leads', 'sample', '--date', SAMPLE_DATE, '--top', '1000',
  ); // prettier-ignore
  const claim = leads.filter(({ scene }) => scene === 'claim');
  return new Map(claim.map(({ opportunityId, scores: [score = 0] }, i) => [opportunityId, { score, rank: i + 1 }]));
}

const pid = (): number | undefined => {
  const found = stackStatus(home).processes.find(({ name }) => name === 'orchestration-worker');
  return found?.alive === true ? found.pid : undefined;
};
const written = (): number =>
  server.calls.filter(({ path, method }) => path === '/opportunities' && method === 'PATCH').length;

describe('a night into a CRM over HTTP', () => {
  let result: NightResult;
  let best: string;

  it('ends right although its worker is killed while it pushes, with 429s and lost answers', async () => {
    await succeed(home, 'up');
    expect(await succeed(home, 'push', 'check', 'sample')).toContain('ready  claim');
    server.faults.slowMs = 100;
    const running = start(home, 'night', 'sample', '--date', SAMPLE_DATE, '--json');
    const random = seededRandom(1);
    for (let kill = 0; kill < KILLS; kill++) {
      const before = written();
      await eventually(() => Promise.resolve(written()), (n) => n > before + 1, 120_000); // prettier-ignore
      await sleep(random() * 300);
      process.kill(pid()!, 'SIGKILL');
      server.faults.throttle = { calls: 3, retryAfter: '1' };
      server.faults.dropAfterStoring = 1;
      await eventually(() => Promise.resolve(pid()), (n) => n !== undefined); // prettier-ignore
    }
    const { code, stdout, stderr } = await running.ended;
    expect(code, stderr).toBe(0);
    ({ result } = JSON.parse(stdout) as { result: NightResult });
    const expected = await wanted();
    [best = ''] = expected.keys();
    const [push] = result.pushes!;
    expect(push).toMatchObject({ scene: 'claim', dead: 2, differing: 0 });
    expect(push!.delivered).toBe(expected.size - 2);
    for (const [id, { score, rank }] of expected) {
      const record = server.records.get(id);
      if (rank === POISON || id === ids[0]) continue;
      expect([id, record?.['call_rank'], record?.['scored_on']]).toEqual([id, rank, SAMPLE_DATE]);
      expect(record?.['win_probability']).toBeCloseTo(score, 4);
      expect(record?.['why']).toMatch(/\S/);
      expect(server.records.stored(id)).toBe(1);
    }
  }, 300_000); // prettier-ignore

  it('says which leads are dead letters, and why', async () => {
    const text = await succeed(home, 'push', 'status', 'sample', '--dead');
    expect(text).toContain(`${ids[0]!}  last tried ${SAMPLE_DATE}: the CRM has no record of this opportunity`);
    expect(text.trimEnd().split('\n')).toHaveLength(3);
    const ofNight = await succeed(home, 'push', 'status', 'sample', '--date', SAMPLE_DATE, '--dead');
    expect(ofNight).toContain(`${ids[0]!}  refused: the CRM has no record of this opportunity`);
    expect(ofNight.trimEnd().split('\n')).toHaveLength(3);
    const lead = await succeed(home, 'push', 'status', 'sample', '--opportunity', best);
    expect(lead).toMatch(/now {9}delivered since 2026-09-07\n {2}delivered {3}win_probability=0\.\d+/);
    expect(await succeed(home, 'nights', 'sample')).toContain('claim: 2 dead letters');
    const again = await daybreak(home, 'night', 'sample', '--date', SAMPLE_DATE);
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('nothing to do')]);
  });

  it('sends the dead letters again when they are mended, and takes all of it back', async () => {
    server.faults.slowMs = 0;
    server.records.poison.clear();
    server.records.put([{ id: ids[0]!, values: {} }]);
    const { results } = await json<{ results: PushResult[] }>(home, 'push', 'retry', 'sample');
    expect(results).toMatchObject([{ delivered: 2, dead: 0 }]);
    expect(server.records.get(ids[0]!)).toMatchObject({ scored_on: SAMPLE_DATE });
    const said = await succeed(home, 'push', 'sample', '--date', SAMPLE_DATE, '--dry-run');
    expect(said).toMatch(/claim: 0 would be written, \d+ unchanged/);
    await succeed(home, 'push', 'undo', 'sample', '--date', SAMPLE_DATE, '--because', 'a test');
    const left = ids.map((id) => server.records.get(id)?.['win_probability'] ?? null);
    expect(left.filter((value) => value !== null)).toEqual([]);
    expect(await succeed(home, 'push', 'status', 'sample')).toMatch(/undone.*a test/);
  });
});
