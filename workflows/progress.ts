import { defineQuery, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { NightProgress } from '../domain/progress.ts';
import type { StageTime } from '../domain/night-result.ts';

const progressQuery = defineQuery<NightProgress>('progress');

/** Where the night stands: answers the `progress` query, fills the details of the Temporal UI, and remembers how long each stage took. */
export interface Watch {
  update(change: Partial<NightProgress>): void;
  stage<T>(
    stage: NightProgress['stage'],
    doing: string,
    planned: number,
    work: (tick: (shards?: number) => void) => Promise<T>,
  ): Promise<T>;
  readonly now: () => NightProgress;
  readonly times: StageTime[];
}

export function watchNight(): Watch {
  let state: NightProgress = {
    stage: 'wait',
    doing: 'reads the settings',
    done: 0,
    planned: 0,
    waitingFor: [],
    deadlineMs: undefined,
    late: false,
  };
  const times: StageTime[] = [];
  setHandler(progressQuery, () => state);
  const update = (change: Partial<NightProgress>): void => {
    state = { ...state, ...change };
    setCurrentDetails(detailsOf(state));
  };
  return {
    update,
    times,
    now: () => state,
    async stage(stage, doing, planned, work) {
      update({ stage, doing, done: 0, planned });
      const startedMs = Date.now();
      const result = await work((shards = 1) => {
        update({ done: state.done + shards });
      });
      times.push({ stage, startedMs, endedMs: Date.now() });
      return result;
    },
  };
}

const detailsOf = ({ stage, doing, done, planned, waitingFor, deadlineMs, late }: NightProgress): string =>
  [
    `**${stage}**: ${doing}${planned > 0 ? ` (${done} of ${planned})` : ''}`,
    waitingFor.length > 0 ? `waiting for: ${waitingFor.join(', ')}` : '',
    deadlineMs === undefined
      ? ''
      : `deadline ${new Date(deadlineMs).toISOString()}${late ? ', **passed: the night is late**' : ''}`,
  ]
    .filter((line) => line !== '')
    .join('\n\n');
