import { crmSchema, type CrmSettings } from '../../domain/crm-settings.ts';
import type { LeadLine } from '../../domain/lead-line.ts';
import type { NightRun } from '../../domain/night.ts';
import type { Crm } from '../../crm/crm.ts';
import type { PushClock } from '../../activities/push/clock.ts';
import type { Ports } from '../../activities/ports.ts';
import { leadsPath } from '../../activities/run-files.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { seededRandom } from '../end-to-end/random.ts';
import { memoryBlobs, memoryRecords } from './push-memory.ts';
import { realPorts } from './real-ports.ts';

const ZONE = 'UTC';
const encoder = new TextEncoder();

export const quiet = (): void => undefined;

export interface PushHome {
  readonly store: FeatureStore;
  /** The real stores, with the settings and the CRM of a test. */
  ports(settings: CrmSettings, crm: Crm, store?: FeatureStore, list?: string): Ports;
  /** Leaves the leads of a run as the score stage does, in parts of `partRows`. Gives how many parts. */
  leads(run: NightRun, scene: string, lines: readonly LeadLine[], partRows?: number): Promise<number>;
}

/** Stores and files of their own, gone when the test ends. */
export async function pushHome(): Promise<PushHome> {
  const { ports } = await realPorts('push');
  return homeOf(ports, await ports.openStore('shop', ZONE));
}

/** The same in memory. */
export async function memoryHome(): Promise<PushHome> {
  const { ports } = await realPorts('push');
  return homeOf({ ...ports, blobs: memoryBlobs() }, memoryRecords());
}

function homeOf(real: Ports, store: FeatureStore): PushHome {
  return {
    store,
    ports: (crm, opened, over = store, list = '') => ({
      ...real,
      openStore: () => Promise.resolve(over),
      openCrm: () => Promise.resolve(opened),
      dictionaries: {
        ...real.dictionaries,
        read: () => Promise.resolve({ settings: { time_zone: ZONE, crm } } as never),
        readFile: () => Promise.resolve(list),
      },
    }),
    leads: async (run, scene, lines, partRows = 1_000) => {
      const parts = Math.max(1, Math.ceil(lines.length / partRows));
      for (let part = 0; part < parts; part++) {
        const own = lines.slice(part * partRows, (part + 1) * partRows);
        const text = own.map((line) => `${JSON.stringify(line)}\n`).join('');
        await real.blobs.write(leadsPath(run, scene, part), encoder.encode(text));
      }
      return parts;
    },
  };
}

/** `crm:` of settings.yaml with one scene. */
export const crmSettings = (scene: string, push: object, limits: object = {}): CrmSettings =>
  crmSchema.parse({ adapter: 'embedded', limits, push: { [scene]: push } });

export interface FakeClock extends PushClock {
  readonly slept: number[];
}

/** A clock that goes on only when somebody sleeps, which takes no time. */
export function fakeClock(seed = 1): FakeClock {
  const slept: number[] = [];
  let now = 0;
  return {
    slept,
    nowMs: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
      await new Promise((turn) => setImmediate(turn));
    },
    random: seededRandom(seed),
  };
}
