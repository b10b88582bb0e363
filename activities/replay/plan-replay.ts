import { dimensionsOf } from '../../domain/dictionary.ts';
import type { NightRequest } from '../../domain/night.ts';
import { refuseUnsoundReplay } from '../../domain/replay.ts';
import type { NightPlan } from '../plan-night.ts';
import type { Ports } from '../ports.ts';
import { requireReplayedRun } from './replayed-run.ts';
import type { Verb } from '../verb.ts';

/** A replay waits for nothing and has no deadline. It may be asked for while the dictionary folder has faults, so only the earlier run is looked at. */
export const planReplay: Verb<NightRequest, NightPlan> = (ports) => async (request) => {
  if (request.replay) refuseUnsoundReplay(request.replay);
  const { snapshot } = await requireReplayedRun(ports, request);
  return {
    timeZone: snapshot.timeZone,
    sources: [],
    deadlineMs: undefined,
    policies: Object.fromEntries(dimensionsOf(snapshot.dictionary).map((type) => [type, 'wait'])),
    marginMs: 0,
    budgets: [],
    alerts: false,
    crm: request.replay?.push ? await crmScenes(ports, request.dictionary) : [],
  };
};

/** The settings of now: where a field is written to is no input of the numbers. */
const crmScenes = async ({ dictionaries }: Ports, dictionary: string): Promise<string[]> =>
  Object.keys((await dictionaries.read(dictionary)).settings.crm?.push ?? {});
