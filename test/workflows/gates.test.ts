import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGates } from '../../activities/gate/files.ts';
import { gateRecords } from '../../activities/gate/gate-night.ts';
import { loadInto } from '../../activities/load/load-partition.ts';
import { readMeasures } from '../../activities/gate/measure-files.ts';
import type { SceneVerdict } from '../../domain/gate-record.ts';
import type { NightResult } from '../../domain/night-result.ts';
import { nightWorkflowId } from '../../domain/night.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop, type DropRow } from '../end-to-end/drop.ts';
import { eventually, progressOf } from '../end-to-end/temporal.ts';
import { tinyOnnx } from '../scoring/tiny-onnx.ts';
import { writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type InProcess } from './workers.ts';

const ZONE = 'Asia/Shanghai';
const settings = (gates: string, more = 'look: { models: [] }'): string => `time_zone: ${ZONE}
scenes:
  claim: { models: [interest] }
  ${more}
gates: ${gates}
`;
/** A scene of those who stay. */
const STEADY = 'steady: { population: [attrs.kind=steady], models: [interest] }';

/** Opportunities with a stage from 2026-01-01 on, of which all but `staying` are gone before the third of March. */
const opportunities = (count: number, staying: number): DropRow[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ entity_type: 'opportunity', entity_id: `O-${i}`, valid_from: '2026-01-01T00:00:00Z' },
    ...(i < staying
      ? { attrs: '{"stage":"new","kind":"steady"}' }
      : { attrs: '{"stage":"new"}', valid_to: '2026-03-02T12:00:00Z' }),
  }));

let home: string;
let place: InProcess;
/** Settings know whole minutes of a wall clock; these tests cannot wait for one. */
let deadlineMs: number | undefined;
beforeAll(async () => {
  home = await newHome();
  place = await workersInProcess(home, (real) => ({
    planNight: async (request) => ({ ...(await real.planNight(request)), deadlineMs }),
  }));
  await writeDrop(join(home, 'drop'), { entities: opportunities(300, 60) });
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});

async function loaded(dictionary: string, gates: string, scene?: string): Promise<void> {
  await writeTinyDictionary(home, dictionary, { settings: settings(gates, scene) });
  await loadInto(place.ports, { dictionary, path: join(home, 'drop'), until: undefined }, () => undefined);
}

const start = (dictionary: string, date: string) =>
  place.client.workflow.start('nightly', {
    workflowId: nightWorkflowId(dictionary, date),
    taskQueue: 'daybreak',
    args: [{ dictionary, date }],
  });
const night = async (dictionary: string, date: string): Promise<NightResult> =>
  (await (await start(dictionary, date)).result()) as NightResult;

const leadsOf = async (dictionary: string, date: string): Promise<number> =>
  (await place.ports.book.leads(dictionary, date, 1_000)).length;

async function claimOf(dictionary: string, date: string): Promise<SceneVerdict> {
  const record = (await gateRecords(place.ports, dictionary, ZONE)).find((gate) => gate.date === date);
  const verdict = record?.scenes.find(({ scene }) => scene === 'claim');
  if (!verdict) throw new Error(`no gate of ${dictionary} ${date}`);
  return verdict;
}

describe('nights with gates', () => {
  it('measure what they wrote, and go through where nothing is wrong', async () => {
    await loaded('well', '{ action: hold }');
    const first = await night('well', '2026-03-01');
    expect(await claimOf('well', '2026-03-01')).toMatchObject({ outcome: 'passed', holds: 0, told: 1 });
    const measures = await readMeasures(place.ports.blobs, first.run);
    const [claim, look] = measures!.scenes;
    expect(claim).toMatchObject({ scene: 'claim', rows: 300, population: '"all"' });
    expect(claim!.features).toEqual({ stage_ASOF: { at: [expect.any(Number)], n: [300] } });
    expect(claim!.models['interest']!.outputs).toEqual({ score: { at: [expect.any(Number)], n: [300] } });
    expect(look!.models).toEqual({});
    const second = await night('well', '2026-03-02');
    expect(second.counts.leadsWritten).toBe(300);
    const gates = await readGates(place.ports.blobs, second.run);
    expect(gates.map(({ comparedWith }) => comparedWith)).toEqual([['2026-03-01'], ['2026-03-01']]);
    expect(gates.flatMap(({ results }) => results).filter(({ state }) => state !== 'ok')).toEqual([]);
  });

  it('go on with a warning by default, and the next night is compared with them', async () => {
    await loaded('mild', '{}');
    for (const date of ['2026-03-01', '2026-03-02', '2026-03-03']) await night('mild', date);
    expect(await leadsOf('mild', '2026-03-03')).toBe(60);
    expect(await claimOf('mild', '2026-03-03')).toMatchObject({ outcome: 'passed', holds: 1 });
  });

  it('leave the last good scores where they are with last-good', async () => {
    await loaded('kept', '{ action: last-good }');
    await night('kept', '2026-03-01');
    const result = await night('kept', '2026-03-03');
    expect(result.counts).toMatchObject({ opportunities: 60, leadsWritten: 0 });
    expect([await leadsOf('kept', '2026-03-01'), await leadsOf('kept', '2026-03-03')]).toEqual([300, 0]);
    const { outcome, said } = await claimOf('kept', '2026-03-03');
    expect([outcome, ...said]).toEqual(['last-good', expect.stringMatching(/^60 opportunities, 300 in the night of/)]);
    // a night that was not good is none to compare with
    await night('kept', '2026-03-04');
    expect((await claimOf('kept', '2026-03-04')).outcome).toBe('last-good');
  });
});

describe('a night that is held', () => {
  const held = async (dictionary: string, date: string) => {
    const handle = await start(dictionary, date);
    const progress = await eventually(
      () => progressOf(place.client, dictionary, date),
      (p) => (p.held ?? []).length > 0,
    );
    return { handle, progress };
  };

  it('says so in the progress and the UI, is sealed, and goes on when it is released', async () => {
    await loaded('held', '{ action: hold, scenes: { look: { action: warn } } }');
    await night('held', '2026-03-01');
    const { handle, progress } = await held('held', '2026-03-03');
    expect(progress).toMatchObject({ stage: 'gate', doing: "holds the push of claim for a person's word" });
    expect(progress.held).toEqual([expect.stringMatching(/^claim: 60 opportunities, 300 in the night/)]);
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toMatch(/\*\*the push is held\*\*: claim: 60 opportunities/);
    expect(await leadsOf('held', '2026-03-03')).toBe(0);
    const word = { scene: undefined, decision: 'released', because: 'the others were sold' };
    await handle.signal('release', { ...word, scene: 'look' });
    await handle.signal('release', word);
    expect(((await handle.result()) as NightResult).counts.leadsWritten).toBe(60);
    expect(await claimOf('held', '2026-03-03')).toMatchObject({ outcome: 'released', because: 'the others were sold' });

    // from now on nights are like this
    expect((await night('held', '2026-03-04')).counts.leadsWritten).toBe(60);
    expect((await claimOf('held', '2026-03-04')).outcome).toBe('passed');
  });

  it('does not keep the scores of other scenes back', async () => {
    await loaded('both', '{ action: hold }', STEADY);
    await night('both', '2026-03-01');
    const { handle } = await held('both', '2026-03-03');
    const pushed = await eventually(
      () => place.ports.book.leads('both', '2026-03-03', 1_000),
      (leads) => leads.length > 0,
    );
    expect(pushed.map(({ scene }) => scene)).toEqual(new Array(60).fill('steady'));
    await handle.signal('release', { decision: 'released', because: 'right' });
    expect(((await handle.result()) as NightResult).counts.leadsWritten).toBe(120);
    expect(await leadsOf('both', '2026-03-03')).toBe(120);
  });

  it('tells whoever is to be told, and is late when the deadline passes meanwhile', async () => {
    await loaded('late', '{ action: hold }');
    await night('late', '2026-03-01');
    deadlineMs = Date.now() + 12_000;
    const { handle, progress } = await held('late', '2026-03-03');
    deadlineMs = undefined;
    expect(progress.troubles).toContainEqual(
      expect.stringMatching(
        /^the gate of claim found: 60 opportunities, .*until somebody says: npx daybreak release late --date 2026-03-03 --scene claim/,
      ),
    );
    const late = await eventually(
      () => progressOf(place.client, 'late', '2026-03-03'),
      (p) => p.late,
    );
    expect(late).toMatchObject({ stage: 'gate', held: progress.held });
    await handle.signal('release', { decision: 'released', because: 'right' });
    expect(await handle.result()).toMatchObject({ late: true, counts: { leadsWritten: 60 } });
  });

  it('is not waited for by a replay that is not pushed, which leaves its gate alone', async () => {
    await loaded('replayed', '{ action: hold }');
    await night('replayed', '2026-03-01');
    const { handle } = await held('replayed', '2026-03-03');
    await handle.signal('release', { decision: 'released', because: 'they were sold' });
    const first = (await handle.result()) as NightResult;
    const replay = { fromStage: 'score', asKnownNow: false, dictionaryNow: false, push: false };
    const again = await place.client.workflow.start('nightly', {
      workflowId: nightWorkflowId('replayed', '2026-03-03'),
      taskQueue: 'daybreak',
      args: [{ dictionary: 'replayed', date: '2026-03-03', kind: 'replay', replay }],
    });
    const { run } = (await again.result()) as NightResult;
    expect(run.run).toBeGreaterThan(first.run.run);
    const [claim] = await readGates(place.ports.blobs, run);
    expect(claim).toMatchObject({ outcome: 'released', because: 'they were sold' });
    const [record] = (await gateRecords(place.ports, 'replayed', ZONE)).filter(({ date }) => date === '2026-03-03');
    expect(record?.run).toBe(first.run.run);
  });

  it('ends without a push when it is rejected, and stays so when it is asked for again', async () => {
    await loaded('no', '{ action: hold }');
    await night('no', '2026-03-01');
    const { handle } = await held('no', '2026-03-03');
    await handle.signal('release', { decision: 'rejected', because: 'half is missing' });
    expect(((await handle.result()) as NightResult).counts.leadsWritten).toBe(0);
    expect((await night('no', '2026-03-03')).counts.leadsWritten).toBe(0);
    const gates = await claimOf('no', '2026-03-03');
    expect(gates).toMatchObject({ outcome: 'rejected', because: 'half is missing' });
  });

  it('is judged again when it was cancelled and is asked for again, by the settings as they are then', async () => {
    await loaded('again', '{ action: hold }');
    await night('again', '2026-03-01');
    const { handle } = await held('again', '2026-03-03');
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    await writeFile(
      join(home, 'dictionaries/again/settings.yaml'),
      settings('{ action: hold, rows: { min_share: 0.1, max_share: 3 } }'),
    );
    expect((await night('again', '2026-03-03')).counts.leadsWritten).toBe(60);
  });
});

describe('a model that was replaced', () => {
  it('is told, and its other scores hold nothing', async () => {
    await loaded('model', '{ action: hold }');
    await night('model', '2026-03-01');
    const folder = join(home, 'dictionaries/model/models/interest');
    await writeFile(join(folder, 'model.onnx'), tinyOnnx({ weights: [3, 70] }));
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as object;
    await writeFile(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, version: '2' }));
    const { run } = await night('model', '2026-03-02');
    const [claim] = await readGates(place.ports.blobs, run);
    expect(claim?.outcome).toBe('passed');
    const [changed] = claim?.results ?? [];
    expect(changed).toMatchObject({ check: 'change', model: 'interest', state: 'told' });
    expect(changed?.value).toBeGreaterThan(0.25);
  });
});
