/** What commands do in their own process, without a stack: they may import workers, not activities and adapters. */
export { redeliveredTo } from '../activities/load/redelivered.ts';
export { loadedBefore } from '../activities/load/loaded-before.ts';
export { forgetIn } from '../activities/load/forget.ts';
export { loadInto } from '../activities/load/load-partition.ts';
export { streamInto } from '../activities/load/load-stream.ts';
export { FEATURE_KINDS, type FeatureKind } from '../activities/features/feature-value.ts';
export { readFeatures } from '../activities/features/read-features.ts';
export { forgetRetention, retain } from '../activities/retain/retention.ts';
export { requireZone } from '../activities/night-place.ts';
export { recordEnded } from '../activities/record-ended.ts';
export { nightRecords, type NightRecord } from '../activities/record-night.ts';
export { stageRecords } from '../activities/record-stage.ts';
export { planNight } from '../activities/plan-night.ts';
export { decideGate, gateRecords, type GateDecision } from '../activities/gate/gate-night.ts';
export { diffNights } from '../activities/diff/diff-nights.ts';
export { diffOpportunity } from '../activities/diff/opportunity.ts';
export { runAsked, runBefore } from '../activities/diff/runs.ts';
export { outlookOfNight } from '../activities/outlook/outlook-night.ts';
export { readGates } from '../activities/gate/files.ts';
export { readSnapshot } from '../activities/snapshot.ts';
export { deliveredBefore } from '../activities/delivered-before.ts';
export { planBackfill } from '../activities/replay/plan-backfill.ts';
export { readManifest } from '../activities/check-sealed.ts';
export { outlookOfReplay, type ReplayOutlook } from '../activities/replay/outlook.ts';
export { checkCrm } from '../activities/push/check-crm.ts';
export { pushRuns } from '../activities/push/push-runs.ts';
export {
  deadLetters,
  leadInCrm,
  refusedByPush,
  type DeadLetter,
  type LeadInCrm,
  type RefusedLead,
} from '../activities/push/push-state.ts';
export { readSealed } from '../activities/read-sealed.ts';
export { modelFaults } from '../activities/model-faults.ts';
export { seenData } from '../activities/seen-data.ts';
export { why } from '../activities/why/why.ts';
export { leadQuotas } from '../activities/lead/quota.ts';
export { rankedLeads } from '../activities/lead/ranked-leads.ts';
export { toldBookLeads } from '../activities/lead/told-leads.ts';
export { todayOf } from '../activities/today.ts';
export { storePopulation } from '../activities/store-population.ts';
export { openDictionaryFolders } from '../stores/local/dictionary-folder.ts';
export { chooseCrm } from './crm-choice.ts';
export { secretsIn, secretValue } from './crm-secrets.ts';
export { createDictionary } from '../stores/local/dictionary-create.ts';
