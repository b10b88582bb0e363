import type { Crm } from '../../crm/crm.ts';
import type { CrmSettings, ScenePush } from '../../domain/crm-settings.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { targetFields, type TargetField } from '../../domain/push-field.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import type { NightRun } from '../../domain/night.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { LeadPlan } from '../lead/lead-plan.ts';
import type { Ports } from '../ports.ts';
import { leadPlanPath } from '../run-files.ts';
import type { Beat } from '../verb.ts';
import { batchSize } from './batch-size.ts';
import { callerOf } from './caller.ts';
import { crmOf } from './check-crm.ts';
import { beating, type PushClock } from './clock.ts';
import { asCrm } from './crm-fields.ts';
import type { Means } from './delivery.ts';
import { paceOf } from './pace.ts';
import type { ScenePushed } from './push-task.ts';
import { suppressedBy, type Suppressed } from './suppression.ts';
import { newTally, tallyText } from './tally.ts';

/** Everything that a push of a scene works with. */
export interface OpenPush {
  readonly settings: CrmSettings;
  readonly push: ScenePush;
  readonly fields: readonly TargetField[];
  readonly store: FeatureStore;
  readonly means: Means;
  readonly suppressed: Suppressed;
  /** Leads that are worked on together: the more, the fewer calls. */
  readonly rowsAtOnce: number;
}

/** A chunk is a transaction before its calls and one behind them, so a CRM that takes a row a call gets several of them together. */
const ROWS_AT_ONCE = { least: 100, most: 1_000 };

/** Opens the CRM and the store for a push, and closes the CRM after it. The settings are those of now; which fields, the leads were made by. */
export async function withOpenPush<T>(
  ports: Ports,
  { run, scene, onlyShadows = false }: ScenePushed & { readonly onlyShadows?: boolean },
  { clock, beat }: { readonly clock: PushClock; readonly beat: Beat },
  work: (open: OpenPush) => Promise<T>,
): Promise<T> {
  const { settings, push } = await crmOf(ports, run.dictionary, scene);
  const fields = targetFields(await plannedBy(ports, { run, scene }, push), onlyShadows);
  if (fields.length === 0) throw noShadow(run, scene);
  const zone = (await ports.dictionaries.read(run.dictionary)).settings.time_zone;
  const store = await ports.openStore(run.dictionary, zone);
  const file = push.suppress?.file;
  const list = file === undefined ? undefined : await ports.dictionaries.readFile(run.dictionary, file);
  const midnight = ports.calendar(zone).midnight(dayOfDate(run.date));
  const crm = await ports.openCrm(run.dictionary, settings, asCrm(fields));
  try {
    const tally = newTally();
    const slow = beating(clock, beat, () => tallyText(tally));
    return await work({
      settings,
      push,
      fields,
      store,
      means: meansOf(crm, settings, tally, slow),
      suppressed: suppressedBy(push.suppress, list, store, midnight),
      rowsAtOnce: rowsAtOnce(crm, settings),
    });
  } finally {
    await crm.close();
  }
}

function rowsAtOnce({ limits: { readRows, writeRows } }: Crm, { limits }: CrmSettings): number {
  const usual = Math.min(ROWS_AT_ONCE.most, Math.max(readRows, writeRows));
  // Calls as large as the settings want, where the CRM takes so many.
  return Math.max(ROWS_AT_ONCE.least, usual, Math.min(limits.rows_a_call, writeRows));
}

const meansOf = (crm: Crm, { limits }: CrmSettings, tally: Means['tally'], clock: PushClock): Means => ({
  crm,
  tally,
  caller: callerOf(paceOf(limits.calls_a_second, clock), clock, tally, limits.wait_minutes * 60_000),
  size: batchSize(Math.max(1, Math.min(limits.rows_a_call, crm.limits.writeRows))),
});

/** Fields and shadows as they were when the leads were made: another field that the settings name by now would be emptied. */
async function plannedBy({ blobs }: Ports, { run, scene }: ScenePushed, push: ScenePush): Promise<ScenePush> {
  const path = leadPlanPath(run, scene);
  if (!(await blobs.exists(path))) return push;
  const plan = JSON.parse(new TextDecoder().decode(await blobs.read(path))) as LeadPlan;
  return { ...push, fields: plan.push.fields, shadow: plan.push.shadow };
}

const noShadow = ({ dictionary }: NightRun, scene: string): DaybreakError =>
  new DaybreakError(
    'SETTINGS_INVALID',
    `settings.yaml of ${dictionary} names no field to push under crm.push.${scene}`,
    `name a shadow field under crm.push.${scene}.shadow`,
  );
