import { log } from '@temporalio/workflow';
import type { OpenedNight } from '../activities/open-night.ts';
import type { NightPlan } from '../activities/plan-night.ts';
import type { NightResult } from '../domain/night-result.ts';
import type { AheadRun } from '../domain/night-snapshot.ts';
import { workOf } from '../domain/night-work.ts';
import type { NightRequest, NightRun } from '../domain/night.ts';
import { light } from './activities.ts';
import { alertsOf, type Alerts } from './alerts.ts';
import { askCrm, tellOfDeadLetters } from './crm.ts';
import { watchDeadline } from './deadline.ts';
import { completePlan, costsOf, judges, reportsAlways } from './earlier-nights.ts';
import { endFailed, endUnplanned } from './failed-night.ts';
import { codeOf } from './failure.ts';
import { reportHeld } from './failure-report.ts';
import { pushThroughGates } from './gates.ts';
import { lateOf, type Late } from './late.ts';
import { ledgerOf, type Ledger } from './ledger.ts';
import { watchNight, type Watch } from './progress.ts';
import { NOTHING_PUSHED, type Pushed } from './pushed.ts';
import { openRun, planOf, pushes, takeOverStages, type Opened } from './replay.ts';
import {
  aggregateToOpportunities,
  computeDimensions,
  foldStaleDays,
  hashAcceptedRows,
  mapToModels,
  partsOf,
  planPieces,
  planShards,
  pushToCrm,
  scoreOpportunities,
  tagTargets,
  writeFeatureFiles,
} from './stages.ts';
import { readySources, waitForWarehouse } from './warehouse.ts';

/** One night of one dictionary: from the warehouse's ready signal to scores in the CRM. */
export async function nightly(request: NightRequest): Promise<NightResult> {
  const watch = watchNight();
  const startedMs = Date.now();
  const ready = readySources();
  const judging = judges();
  const plan = completePlan(await planned(request, watch, startedMs));
  const ledger = ledgerOf(request, plan.timeZone, watch, judging);
  const alerts = alertsOf(request, plan, watch);
  const deadline = watchDeadline(plan, watch, alerts);
  const crm = pushes(request) ? plan.crm : [];
  const night: Night = { request, startedMs, watch, ledger, alerts, judging, crm, late: lateOf(plan, watch, alerts) };
  try {
    await ledger.record({ state: 'running' });
    askCrm(request, crm, alerts);
    const ahead = await waitForWarehouse({ request, plan, ready, watch, late: night.late, began: ledger.begin });
    const result = await withSteadyRows(async () => runNight(night, await openRun(request), ahead));
    await ledger.record({
      state: pushes(request) ? 'delivered' : 'sealed',
      opportunities: result.counts.opportunities,
      ...(result.pushes ? { pushes: result.pushes } : {}),
      endedMs: Date.now(),
    });
    return result;
  } catch (error) {
    await endFailed(error, { request, timeZone: plan.timeZone, startedMs, watch, ledger, alerts });
    throw error;
  } finally {
    deadline.stop();
  }
}

/** What the night has to wait for. Where that cannot be said, the dictionary has a fault that its people must hear of. */
async function planned(request: NightRequest, watch: Watch, startedMs: number): Promise<NightPlan> {
  try {
    return await planOf(request);
  } catch (error) {
    await endUnplanned(error, { request, startedMs, watch });
    throw error;
  }
}

/** What goes along with a night from its beginning to its end. */
interface Night {
  readonly request: NightRequest;
  readonly startedMs: number;
  readonly watch: Watch;
  readonly ledger: Ledger;
  readonly alerts: Alerts;
  readonly late: Late;
  /** False for a night that was begun by workers from before there were gates. */
  readonly judging: boolean;
  /** Scenes whose leads are written into the CRM. */
  readonly crm: readonly string[];
}

const NO_DAYS = { entities: 0, days: 0, overflows: 0 };

const RUNS = 3;

/** Rows that come in while a run computes would leave its parts at odds, so that run is not sealed and a new one takes them in. */
async function withSteadyRows(run: () => Promise<NightResult>): Promise<NightResult> {
  for (let again = RUNS - 1; ; again--) {
    try {
      return await run();
    } catch (error) {
      if (again === 0 || codeOf(error) !== 'INPUT_CHANGED') throw error;
      log.warn('rows came in while the night ran; it begins a new run', { runsLeft: again });
    }
  }
}

async function runNight(night: Night, opened: Opened, ahead?: AheadRun): Promise<NightResult> {
  const { request, watch, ledger, late } = night;
  const { run, types, scenes, models } = opened;
  ledger.begin(run);
  if ('sealed' in opened && opened.sealed) return deliverAgain(night, opened);
  // Before anything is read from them: a row that comes in later makes another hash, and sealing finds out.
  const rows = await hashAcceptedRows(run, watch);
  ledger.madeFrom(rows);
  const sealed = request.replay
    ? undefined
    : await light.checkSealed.executeWithOptions({ summary: 'is it sealed already?' }, [{ run, rows }]);
  if (sealed) return deliverAgain(night, { ...opened, run: sealed });

  if (ahead) {
    const summary = `takes over ${ahead.types.join(', ')} from run ${ahead.run.run}`;
    await light.keepAhead.executeWithOptions({ summary }, [{ run, ahead }]);
  }
  await late.begin(run);
  const pieces = await planPieces(run);
  // A replay folds what it reads for itself: the days that are kept are those of now.
  const staleDays = request.replay ? NO_DAYS : await foldStaleDays(run, types, pieces, watch);
  await takeOverStages(request, opened, watch);
  const tagged = await tagTargets(run, pieces, watch);
  const shards = await planShards(opened);
  watch.expect({ ids: shards.ids });
  const derived = await computeDimensions(run, shards, watch, late);
  const aggregated = await aggregateToOpportunities(run, shards, watch, late);
  await writeFeatureFiles(run, shards, watch);
  await mapToModels(run, models, shards, watch);
  await scoreOpportunities(run, models, shards, watch);
  const files = await light.sealNight.executeWithOptions({ summary: `seals run ${run.run}` }, [
    { run, rows, parts: partsOf(shards) },
  ]);
  await ledger.record({ state: 'sealed', opportunities: tagged.opportunities });
  const resultOf = ({ pushes: inCrm, ...pushed }: Pushed): NightResult => ({
    run,
    sealedBefore: false,
    newFeatures: opened.newFeatures,
    counts: {
      staleDays: staleDays.days,
      opportunities: tagged.opportunities,
      unknown: tagged.unknown,
      ids: shards.ids,
      work: { derived: workOf(derived), aggregated: workOf(aggregated) },
      derivedValues: derived['values'] ?? 0,
      aggregatedValues: aggregated['values'] ?? 0,
      overflows: staleDays.overflows + (derived['overflows'] ?? 0) + (aggregated['overflows'] ?? 0),
      files: files.files,
      bytes: files.bytes,
      ...pushed,
    },
    scenes: files.scenes,
    unknownExamples: tagged.unknownExamples,
    times: watch.times,
    late: watch.now().late,
    ...costsOf(files),
    ...(inCrm.length > 0 ? { pushes: inCrm } : {}),
  });
  return reported(resultOf(await deliver(night, run, scenes, partsOf(shards), resultOf)), night);
}

/** The night was sealed before with the same inputs: nothing is computed again, and a push that had failed is made up for. */
async function deliverAgain(night: Night, { run, scenes, newFeatures }: OpenedNight): Promise<NightResult> {
  const { watch, ledger } = night;
  ledger.begin(run);
  const sealed = await light.readSealed.executeWithOptions({ summary: `was sealed as run ${run.run}` }, [run]);
  const resultOf = ({ pushes: inCrm, ...pushed }: Pushed): NightResult => ({
    run,
    sealedBefore: true,
    newFeatures,
    counts: { ...sealed.counts, ...pushed },
    scenes: sealed.scenes,
    unknownExamples: [],
    times: watch.times,
    late: watch.now().late,
    ...costsOf(sealed),
    ...(inCrm.length > 0 ? { pushes: inCrm } : {}),
  });
  return reported(resultOf(await deliver(night, run, scenes, sealed.parts, resultOf)), night);
}

/** Hands over what its gates let pass. */
function deliver(
  { request, startedMs, watch, ledger, alerts, judging, crm }: Night,
  run: NightRun,
  scenes: OpenedNight['scenes'],
  parts: number,
  resultOf: (pushed: Pushed) => NightResult,
): Promise<Pushed> {
  const push = pushes(request)
    ? (some: OpenedNight['scenes']) => pushToCrm(run, some, { parts, crm }, watch)
    : undefined;
  const told = (pushed: Pushed): Promise<void> => reportHeld(resultOf(pushed), { ...watch.now(), startedMs }, ledger);
  if (judging) return pushThroughGates(run, scenes, { watch, alerts, told }, push);
  return push ? push(scenes) : Promise.resolve(NOTHING_PUSHED);
}

async function reported(made: NightResult, { startedMs, watch, ledger, alerts }: Night): Promise<NightResult> {
  const { deadlineMs } = watch.now();
  tellOfDeadLetters(made, alerts);
  const told = await alerts.told();
  const result = told.length > 0 ? { ...made, alerts: told } : made;
  if (reportsAlways()) await ledger.written();
  await watch.stage('report', 'writes the report', 0, () =>
    light.writeReport.executeWithOptions({ summary: 'writes the report' }, [{ result, deadlineMs, startedMs }]),
  );
  watch.update({ stage: 'done', doing: 'sealed, delivered and reported' });
  return result;
}
