import { CancellationScope, isCancellation, log } from '@temporalio/workflow';
import type { OpenedNight } from '../activities/open-night.ts';
import type { NightResult } from '../domain/night-result.ts';
import { workOf } from '../domain/night-work.ts';
import type { NightRequest } from '../domain/night.ts';
import { light } from './activities.ts';
import { watchDeadline } from './deadline.ts';
import { causeOf, codeOf, ledgerOf, type Ledger } from './ledger.ts';
import { watchNight, type Watch } from './progress.ts';
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
  const ready = readySources();
  const plan = await light.planNight.executeWithOptions({ summary: 'reads the settings' }, [request]);
  const ledger = ledgerOf(request, plan.timeZone, watch);
  const deadline = watchDeadline(plan.deadlineMs, watch);
  try {
    await ledger.record({ state: 'running' });
    await waitForWarehouse(request, plan, ready, watch);
    const result = await withSteadyRows(async () => runNight(await openNight(request), watch, ledger));
    await ledger.record({ state: 'delivered', opportunities: result.counts.opportunities });
    return result;
  } catch (error) {
    const failed = { state: 'failed', error: isCancellation(error) ? 'cancelled' : causeOf(error) } as const;
    await CancellationScope.nonCancellable(() => ledger.record(failed));
    throw error;
  } finally {
    deadline.stop();
  }
}

const openNight = (request: NightRequest): Promise<OpenedNight> =>
  light.openNight.executeWithOptions({ summary: 'checks the dictionary, begins a run' }, [request]);

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

async function runNight(opened: OpenedNight, watch: Watch, ledger: Ledger): Promise<NightResult> {
  const { run, types, scenes, models } = opened;
  ledger.begin(run);
  // Before anything is read from them: a row that comes in later makes another hash, and sealing finds out.
  const rows = await hashAcceptedRows(run, watch);
  const sealed = await light.checkSealed.executeWithOptions({ summary: 'is it sealed already?' }, [{ run, rows }]);
  if (sealed) return deliverAgain({ ...opened, run: sealed }, watch, ledger);

  const pieces = await planPieces(run);
  const staleDays = await foldStaleDays(run, types, pieces, watch);
  const tagged = await tagTargets(run, pieces, watch);
  const shards = await planShards(run, types);
  const derived = await computeDimensions(run, shards, watch);
  const aggregated = await aggregateToOpportunities(run, shards, watch);
  await writeFeatureFiles(run, shards, watch);
  await mapToModels(run, models, shards, watch);
  await scoreOpportunities(run, models, shards, watch);
  const files = await light.sealNight.executeWithOptions({ summary: `seals run ${run.run}` }, [
    { run, rows, parts: partsOf(shards) },
  ]);
  await ledger.record({ state: 'sealed', opportunities: tagged.opportunities });
  const pushed = await pushToCrm(run, scenes, partsOf(shards), watch);
  const result: NightResult = {
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
  };
  return reported(result, watch);
}

/** The night was sealed before with the same inputs: nothing is computed again, and a push that had failed is made up for. */
async function deliverAgain(
  { run, scenes, newFeatures }: OpenedNight,
  watch: Watch,
  ledger: Ledger,
): Promise<NightResult> {
  ledger.begin(run);
  const sealed = await light.readSealed.executeWithOptions({ summary: `was sealed as run ${run.run}` }, [run]);
  const pushed = await pushToCrm(run, scenes, sealed.parts, watch);
  const result: NightResult = {
    run,
    sealedBefore: true,
    newFeatures,
    counts: { ...sealed.counts, ...pushed },
    scenes: sealed.scenes,
    unknownExamples: [],
    times: watch.times,
    late: watch.now().late,
  };
  return reported(result, watch);
}

async function reported(result: NightResult, watch: Watch): Promise<NightResult> {
  const { deadlineMs } = watch.now();
  await watch.stage('report', 'writes the report', 0, () =>
    light.writeReport.executeWithOptions({ summary: 'writes the report' }, [{ result, deadlineMs }]),
  );
  watch.update({ stage: 'done', doing: 'sealed, delivered and reported' });
  return result;
}
