import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from '../../infra/ensure-built.js';
import { connectStack } from '../../infra/stack.ts';
import type { StackKind } from '../../infra/stack-choice.ts';
import { builtWorkers } from '../../infra/stack-plan.ts';
import { stackStatus } from '../../infra/stack-status.ts';
import { newHome, removeHome, succeed } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { processesIn } from '../end-to-end/processes.ts';
import { writeTinyDictionary } from '../end-to-end/tiny.ts';
import { metFile, switchesFile, type Switches } from './in-worker/switches.js';
import { baseRows, WORLD_ROWS, worldSettings } from './world.ts';

/** Two dictionaries of the same content in one home: the nights of one are disturbed, the nights of the other say what is right. */
export const DISTURBED = 'disturbed';
export const CALM = 'calm';

/** A home with a stack whose workers can be made to meet faults. */
export interface Place {
  readonly home: string;
  readonly stack: StackKind;
  /** Where the partitions of a dictionary are delivered. */
  warehouse(dictionary: string): string;
  /** Brings the stack up, also after its supervisor was killed; returns when it serves. It ends with this process, however that ends. */
  up(): Promise<void>;
  /** What is wrong now. */
  switches(): Switches;
  /** Says what is wrong from now on, in place of what was. */
  turn(switches: Switches): void;
  /** What the workers met since this was asked last. */
  met(): Promise<string[]>;
  /** Ends the stack and removes the home; gives the processes that were left behind. */
  close(): Promise<string[]>;
}

export async function openPlace(stack: StackKind): Promise<Place> {
  await ensureBuilt();
  const home = await newHome();
  let wrong: Switches = {};
  let heldSupervisor: number | null = null;
  const place: Place = {
    home,
    stack,
    warehouse: (dictionary) => join(home, 'warehouse', dictionary),
    async up() {
      const { state, supervisor } = stackStatus(home);
      if (state === 'up' && supervisor === heldSupervisor) return;
      await connectStack({ home, stack, workers: faultyWorkers() });
      heldSupervisor = stackStatus(home).supervisor;
    },
    switches: () => wrong,
    turn(switches) {
      wrong = switches;
      const draft = `${switchesFile(home)}.draft`;
      writeFileSync(draft, JSON.stringify(switches));
      renameSync(draft, switchesFile(home));
    },
    async met() {
      const text = await readFile(metFile(home), 'utf8').catch(() => '');
      rmSync(metFile(home), { force: true });
      return text.split('\n').slice(0, -1);
    },
    async close() {
      await succeed(home, 'down');
      const left = processesIn(home);
      await removeHome(home);
      return left;
    },
  };
  try {
    await mkdir(join(home, 'dictionaries'));
    await place.up();
    await fill(place);
    return place;
  } catch (error) {
    await place.close();
    throw error;
  }
}

async function fill(place: Place): Promise<void> {
  const { home } = place;
  const drop = await writeDrop(join(home, 'drop'), baseRows());
  for (const dictionary of [CALM, DISTURBED]) {
    await writeTinyDictionary(home, dictionary, {
      rows: WORLD_ROWS,
      settings: worldSettings(place.warehouse(dictionary)),
    });
    await succeed(home, 'load', dictionary, drop);
  }
}

/** The real workers with the means to fail. */
const faultyWorkers = (): ReturnType<typeof builtWorkers> =>
  builtWorkers().map((worker) => ({ ...worker, args: ['--import', PRELOAD, ...worker.args] }));

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'in-worker/preload.js')).href;
