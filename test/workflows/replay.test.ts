import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { changedWorkflows, currentWorkflows, type Bundle } from './changed-workflows.ts';
import { historyNames, HISTORIES, readHistory } from './history.ts';

const logger = new DefaultLogger('ERROR');

async function replay(workflowBundle: Bundle, name: string): Promise<void> {
  const { workflowId, events } = readHistory(name);
  await Worker.runReplayHistory({ workflowBundle, replayName: name }, { events }, workflowId);
}

let current: Bundle;
beforeAll(async () => {
  // a moved step is what some of these tests want, so the core need not warn of it
  Runtime.install({ logger, telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }) } } });
  current = await currentWorkflows();
});

describe('recorded nights', () => {
  it('are there in every kind', () => {
    const nights = ['failed-night', 'late-night', 'night-with-sources', 'normal-night', 'pushed-night', 'sealed-again'];
    const kinds = ['dimension', 'push', 'push-retry', 'push-undo', 'unplanned-night', ...nights];
    expect(historyNames()).toEqual(kinds.map((kind) => `${kind}.json`).sort());
  });

  it.each(historyNames())('%s is replayed by the workflows as they are now', async (name) => {
    await replay(current, name);
  });

  it.each(historyNames())('%s names no machine', (name) => {
    const text = readFileSync(join(HISTORIES, name), 'utf8');
    const payloads = [...text.matchAll(/"data":"([^"]*)"/g)].map(([, data]) =>
      Buffer.from(data ?? '', 'base64').toString(),
    );
    const said = [text, ...payloads].join('\n');
    expect(
      said.match(/(?:\/tmp\/|\/var\/|\/Users\/|\/home\/(?!daybreak\b)|file:|node_modules)\S*|\d+@\w+/g),
    ).toBeNull();
  });
});

describe('a workflow with a moved step', () => {
  it('does not replay a night', async () => {
    const [files, map] = ['writeFeatureFiles(run, shards, watch)', 'mapToModels(run, models, shards, watch)'];
    const moved = await changedWorkflows('nightly.ts', (source) =>
      source
        .replace(`await ${files}`, 'await LATER')
        .replace(`await ${map}`, `await ${files}`)
        .replace('await LATER', `await ${map}`),
    );
    await expect(replay(moved, 'normal-night.json')).rejects.toBeInstanceOf(DeterminismViolationError);
    await replay(moved, 'sealed-again.json'); // which never came to these steps
  });

  it('does not replay one that writes the ledger only after it has waited', async () => {
    const write = "    await ledger.record({ state: 'running' });\n";
    const wait = /^.* await waitForWarehouse\(.*\n/m;
    const moved = await changedWorkflows('nightly.ts', (source) =>
      source.replace(write, '').replace(wait, (line) => line + write),
    );
    await expect(replay(moved, 'night-with-sources.json')).rejects.toBeInstanceOf(DeterminismViolationError);
  });

  it('does not replay a dimension whose shards go to another activity', async () => {
    const moved = await changedWorkflows('dimension.ts', (source) =>
      source.replace('compute.computeShard', 'compute.aggregateShard'),
    );
    await expect(replay(moved, 'dimension.json')).rejects.toBeInstanceOf(DeterminismViolationError);
  });
});
