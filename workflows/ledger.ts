import { CancellationScope } from '@temporalio/workflow';
import type { NightRecord } from '../activities/record-night.ts';
import type { EndedStage } from '../activities/record-stage.ts';
import type { NightRequest, NightRun } from '../domain/night.ts';
import { light } from './activities.ts';
import type { Watch } from './progress.ts';

/** Keeps the night's line and those of its stages in the ledger, which `daybreak nights` shows. */
export interface Ledger {
  /** From here on lines are of this run. */
  readonly begin: (run: NightRun) => void;
  /** The hash of the accepted rows that the run is made from. */
  readonly madeFrom: (rows: string) => void;
  /** The run that lines are of; 0 before the first one. */
  readonly run: () => number;
  /** Waits until the lines of the stages that have ended are there, or could not be written. */
  written(): Promise<void>;
  record(change: Pick<NightRecord, 'state'> & Partial<NightRecord>): Promise<void>;
}

/** @param ofStages whether the stages have lines as well */
export function ledgerOf(
  { dictionary, date, kind = 'night' }: NightRequest,
  timeZone: string,
  watch: Watch,
  ofStages: boolean,
): Ledger {
  const startedMs = Date.now();
  let [run, rows] = [0, ''];
  // Lines are written one after the other, as later ones name the outputs of earlier ones, while the next stage runs.
  let writing: Promise<unknown> = Promise.resolve();
  const write = (of: NightRun, stages: readonly EndedStage[]): void => {
    if (!ofStages) return;
    const summary = `ledger: ${stages[0]?.stage ?? 'stage'} ${stages[0]?.state ?? ''}`;
    const task = { run: of, kind, rows, stages };
    writing = writing.then(() =>
      CancellationScope.nonCancellable(() => light.recordStage.executeWithOptions({ summary }, [task])),
    );
    writing.catch(() => undefined); // waited for in record()
  };
  return {
    begin: (begun) => {
      run = begun.run;
      watch.begin(begun.run, (stages) => {
        write(begun, stages);
      });
    },
    run: () => run,
    written: async () => {
      await writing.catch(() => undefined); // thrown by record()
    },
    madeFrom: (hash) => {
      rows = hash;
    },
    record: async (change) => {
      // A failed night must be recorded even where its stages could not be.
      await (change.state === 'failed' ? writing.catch(() => undefined) : writing);
      const { stage, late, decisions } = watch.now();
      const ended = change.state === 'running' ? {} : { endedMs: Date.now() };
      const decided = decisions === undefined ? {} : { decisions };
      const record = { date, run, kind, stage, late, startedMs, ...decided, ...ended, ...change };
      await light.recordNight.executeWithOptions({ summary: `ledger: ${change.state}` }, [
        { dictionary, timeZone, record },
      ]);
    },
  };
}
