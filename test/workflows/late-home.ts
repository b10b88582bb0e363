import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { loadInto } from '../../activities/load/load-partition.ts';
import type { NightPlan } from '../../activities/plan-night.ts';
import { nightWorkflowId } from '../../domain/night.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop, type DropRows } from '../end-to-end/drop.ts';
import { writeTinyDictionary } from '../end-to-end/tiny.ts';
import { timeSkippingTemporal } from './time-skipping.ts';
import { workersOn, type Activities, type InProcess } from './workers.ts';

const HOUR_MS = 3_600_000;

/** What a webhook was told. */
interface Told {
  readonly cause: string;
  readonly text: string;
  readonly dictionary: string;
  readonly date: string;
  readonly minutesLeft?: number;
}

/** A home whose Temporal skips time, with nights that have deadlines and somebody to be told of trouble. */
export interface LateHome extends InProcess {
  readonly home: string;
  readonly temporal: TestWorkflowEnvironment;
  readonly told: Told[];
  /** Two sources without folders: `crm` feeds opportunities, `web` users; `late` are lines of settings.yaml. */
  dictionaryWith(name: string, late: string, drop: DropRows): Promise<void>;
  /** Starts a night whose deadline lies so many hours ahead, and says that sources are ready. */
  startNight(dictionary: string, date: string, ready: readonly string[], hours?: number): Promise<WorkflowHandle>;
}

export async function openLateHome(
  replace: (real: Activities) => Partial<Activities>,
  plan: (real: NightPlan) => NightPlan = (real) => real,
): Promise<LateHome> {
  const home = await newHome();
  const temporal = await timeSkippingTemporal();
  const told: Told[] = [];
  const hook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      told.push(JSON.parse(body) as Told);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  /** Settings know the wall clock only. */
  let deadlineMs = 0;
  const place = await workersOn(temporal.address, home, (real) => ({
    ...replace(real),
    planNight: async (request) => plan({ ...(await real.planNight(request)), deadlineMs }),
  }));
  return {
    ...place,
    home,
    temporal,
    told,
    async dictionaryWith(name, late, drop) {
      const { port } = hook.address() as AddressInfo;
      const settings = `time_zone: Asia/Shanghai
sources:
  - { name: crm, dimensions: [opportunity] }
  - { name: web, dimensions: [user] }
${late}alerts: { webhook: 'http://127.0.0.1:${port}/' }
scenes: { claim: { models: [interest] } }
`;
      await writeTinyDictionary(home, name, { settings });
      const path = await writeDrop(join(home, 'drop'), drop);
      await loadInto(place.ports, { dictionary: name, path, until: undefined }, () => undefined);
    },
    async startNight(dictionary, date, ready, hours = 8) {
      deadlineMs = (await temporal.currentTimeMs()) + hours * HOUR_MS;
      const handle = await temporal.client.workflow.start('nightly', {
        workflowId: nightWorkflowId(dictionary, date),
        taskQueue: 'daybreak',
        args: [{ dictionary, date }],
      });
      for (const source of ready) await handle.signal('ready', source);
      return handle;
    },
    async close() {
      await place.close();
      hook.close();
      await temporal.teardown();
      await removeHome(home);
    },
  };
}
