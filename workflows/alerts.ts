import { CancellationScope, log } from '@temporalio/workflow';
import type { NightPlan } from '../activities/plan-night.ts';
import { alertText, type NightAlert, type RaisedAlert } from '../domain/alert.ts';
import type { NightRequest } from '../domain/night.ts';
import { tell } from './activities.ts';
import type { Watch } from './progress.ts';

/** Tells people of trouble, once a night and cause. */
export interface Alerts {
  /** Never throws and is not waited for; `consequence` says what follows if nobody does anything. */
  raise(cause: string, said: string, consequence: string): void;
  /** Waits until everybody was told, or could not be. */
  told(): Promise<RaisedAlert[]>;
}

export function alertsOf(
  { dictionary, date }: NightRequest,
  { alerts: wanted, timeZone }: Pick<NightPlan, 'alerts' | 'timeZone'>,
  watch: Watch,
): Alerts {
  const raised = new Map<string, Promise<RaisedAlert>>();
  return {
    raise: (cause, said, consequence) => {
      if (raised.has(cause)) return;
      const { deadlineMs, troubles = [] } = watch.now();
      const deadline = deadlineMs === undefined ? {} : { deadlineMs, leftMs: deadlineMs - Date.now() };
      const alert: NightAlert = { dictionary, date, cause, said, consequence, ...deadline };
      const untold: RaisedAlert = { ...alert, raisedMs: Date.now(), sent: [] };
      log.warn(alertText(alert), { cause });
      watch.update({ troubles: [...troubles, `${said}; ${consequence}`] });
      raised.set(cause, wanted ? send(alert, timeZone).catch(() => untold) : Promise.resolve(untold));
    },
    told: () => Promise.all(raised.values()),
  };
}

/** Also of a night that was cancelled. */
const send = (alert: NightAlert, timeZone: string): Promise<RaisedAlert> =>
  CancellationScope.nonCancellable(() =>
    tell.alert.executeWithOptions({ summary: `tells: ${alert.said}` }, [{ alert, timeZone }]),
  );
