import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyNames, HISTORIES, readHistory } from './history.ts';

const root = join(import.meta.dirname, '../..');
const logger = new DefaultLogger('ERROR');

type Bundle = Awaited<ReturnType<typeof bundleWorkflowCode>>;
const bundle = (folder: string): Promise<Bundle> =>
  bundleWorkflowCode({ workflowsPath: join(folder, 'workflows/index.ts'), logger });

async function replay(workflowBundle: Bundle, name: string): Promise<void> {
  const { workflowId, events } = readHistory(name);
  await Worker.runReplayHistory({ workflowBundle, replayName: name }, { events }, workflowId);
}

let current: Bundle;
beforeAll(async () => {
  // a moved step is what some of these tests want, so the core need not warn of it
  Runtime.install({ logger, telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }) } } });
  current = await bundle(root);
});

describe('recorded nights', () => {
  it('are there in every kind', () => {
    const kinds = ['dimension', 'failed-night', 'late-night', 'night-with-sources', 'normal-night', 'sealed-again'];
    expect(historyNames()).toEqual(kinds.map((kind) => `${kind}.json`));
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
  const folders: string[] = [];
  /** The workflows with one file changed, bundled in a folder of their own. */
  const changed = (file: string, change: (source: string) => string): Promise<Bundle> => {
    const folder = mkdtempSync(join(tmpdir(), 'daybreak-moved-'));
    folders.push(folder);
    for (const name of ['workflows', 'domain', 'package.json'])
      cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const path = join(folder, 'workflows', file);
    const source = readFileSync(path, 'utf8');
    const other = change(source);
    if (other === source)
      throw new Error(`nothing was changed in ${file}: this test looks for a step that is no longer there`);
    writeFileSync(path, other);
    return bundle(folder);
  };
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it('does not replay a night', async () => {
    const [files, map] = ['writeFeatureFiles(run, shards, watch)', 'mapToModels(run, models, shards, watch)'];
    const moved = await changed('nightly.ts', (source) =>
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
    const wait = '    await waitForWarehouse(request, plan, ready, watch);\n';
    const moved = await changed('nightly.ts', (source) => source.replace(write + wait, wait + write));
    await expect(replay(moved, 'night-with-sources.json')).rejects.toBeInstanceOf(DeterminismViolationError);
  });

  it('does not replay a dimension whose shards go to another activity', async () => {
    const moved = await changed('dimension.ts', (source) =>
      source.replace('compute.computeShard', 'compute.aggregateShard'),
    );
    await expect(replay(moved, 'dimension.json')).rejects.toBeInstanceOf(DeterminismViolationError);
  });
});
