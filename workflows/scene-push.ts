import { defineQuery, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { NightProgress } from '../domain/progress.ts';
import { ACTIVITIES_A_STAGE, cutParts, partsText } from '../domain/parts.ts';
import type { PushAction, ScenePushRequest } from '../domain/push-request.ts';
import type { PushResult } from '../domain/push-result.ts';
import { compute, crm, light } from './activities.ts';
import { notReady } from './failure.ts';

const progressQuery = defineQuery<NightProgress>('progress');

/** The leads of one scene of a sealed run into the CRM; one of a scene at a time, under a workflow id of the scene. */
export async function scenePush(request: ScenePushRequest): Promise<PushResult> {
  const { run, scene, action, parts, because, older = false } = request;
  const step = steps();
  if (action !== 'undo') {
    step('asks whether the CRM is ready');
    const { dictionary } = run;
    const summary = `is the CRM ready for ${scene}?`;
    const faults = await light.checkCrm.executeWithOptions({ summary }, [{ dictionary, scene, waits: true }]);
    if (faults.length > 0) throw notReady(dictionary, scene, faults);
  }
  if (action === 'undo') {
    step('restores what stood in the CRM before');
    return crm.undoPush.executeWithOptions({ summary: `restores ${scene} as it was before run ${run.run}` }, [
      { run, scene, because: because ?? '' },
    ]);
  }
  await makeLeads(request, step);
  step(DOING[action]);
  const summary = `${scene}: ${DOING[action]}`;
  if (action === 'retry') return crm.retryPush.executeWithOptions({ summary }, [{ run, scene, parts }]);
  return crm.pushScene.executeWithOptions({ summary }, [
    { run, scene, parts, mode: action, ...(older ? { older } : {}) },
  ]);
}

const DOING: Readonly<Record<Exclude<PushAction, 'undo'>, string>> = {
  push: 'writes what changed into the CRM, and reads it back',
  'dry-run': 'compares with the CRM, and writes nothing',
  shadow: 'writes into the shadow fields',
  retry: 'writes the dead letters again, with their latest values, and what a push left',
};

/** What the CRM is to get: values, ranks and reasons. */
async function makeLeads({ run, scene, parts }: ScenePushRequest, step: Step): Promise<void> {
  step('ranks the leads');
  await compute.rankScene.executeWithOptions({ summary: `ranks of ${scene}` }, [{ run, scene }]);
  let done = 0;
  step('makes the leads', 0, parts);
  await Promise.all(
    cutParts(parts, ACTIVITIES_A_STAGE).map(async (piece) => {
      const summary = `leads of ${scene}: ${partsText(piece)}`;
      await compute.leadShard.executeWithOptions({ summary }, [{ run, scene, ...piece }]);
      done += piece.to - piece.from;
      step('makes the leads', done, parts);
    }),
  );
}

type Step = (doing: string, done?: number, planned?: number) => void;

/** Answers the `progress` query and fills the details of the Temporal UI. */
function steps(): Step {
  let state: NightProgress = {
    stage: 'push',
    doing: '',
    done: 0,
    planned: 0,
    waitingFor: [],
    deadlineMs: undefined,
    late: false,
  };
  setHandler(progressQuery, () => state, { description: 'where the push stands' });
  return (doing, done = 0, planned = 0) => {
    state = { ...state, doing, done, planned };
    setCurrentDetails(planned > 0 ? `${doing} (${done} of ${planned})` : doing);
  };
}
