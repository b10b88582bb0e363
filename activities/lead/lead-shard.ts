import { leadLineText } from '../../domain/lead-line.ts';
import { leadNumber } from '../../domain/lead-number.ts';
import type { LeadField } from '../../domain/lead-fields.ts';
import { reasonsText } from '../../domain/lead-reasons.ts';
import type { NightRun } from '../../domain/night.ts';
import { hasMoved, targetFields, targetValues, type TargetField } from '../../domain/push-field.ts';
import { receiptsTable, type FieldValues, type PushReceipt } from '../../domain/push-receipt.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { Ports } from '../ports.ts';
import { once, type Receipt } from '../receipt.ts';
import { leadsPath } from '../run-files.ts';
import { readSnapshot } from '../snapshot.ts';
import type { Beat, Verb } from '../verb.ts';
import { boundPlan, explainedBy, leadStep, readPlan, sceneRun, type BoundPlan, type LeadPlan } from './lead-plan.ts';
import { readRanks, type PartRanks } from './part-ranks.ts';
import { reasonsOfPart } from './part-reasons.ts';
import { idsOfPart, scoresOfPart, type PartScores, type SceneRun } from './part-scores.ts';
import { risingWithFirst } from './rising.ts';

export interface LeadTask {
  readonly run: NightRun;
  readonly scene: string;
  readonly part: number;
}

/**
 * What the CRM is to get of one part of a scene, by the plan that rankScene fixed: a line a lead in `leadsPath`, in the order of the scene's
 * files. Reasons are made for leads that changed only. The lines of a run are the same for every push but for `changed`, and with it reasons.
 */
export const leadShard: Verb<LeadTask, Receipt> =
  (ports) =>
  ({ run, scene: name, part }, beat) =>
    once(ports.blobs, run, `${leadStep(name)}/${part}`, async () => {
      const snapshot = await readSnapshot(ports.blobs, run);
      const scene = sceneRun(ports, snapshot, name);
      const plan = await readPlan(scene);
      const leads = await leadsOfPart(scene, part, plan);
      const store = await ports.openStore(run.dictionary, snapshot.timeZone);
      const targets = targetFields(plan.push);
      // A scene that pushes texts only sends them when they change.
      const judgesTexts = !targets.some(({ type }) => type === 'number');
      const known = await receiptsOf(store, name, leads.ids);
      const judged = (values: readonly FieldValues[]): boolean[] =>
        values.map((own, i) => isToBeSent(targets, own, known[i]));
      const before = judged(leads.values);
      const told = await withReasons(ports, leads, judgesTexts ? before.map(() => true) : before, beat);
      const changed = judgesTexts ? judged(told) : before;
      const lines = leads.ids.map((id, i) => leadLineText({ id, values: told[i] ?? {}, changed: changed[i] ?? true }));
      await ports.blobs.write(leadsPath(run, name, part), new TextEncoder().encode(lines.join('')));
      return { files: [], counts: { leads: lines.length, changed: changed.filter(Boolean).length } };
    });

/** The leads of a part without their reasons. */
interface PartLeads {
  readonly scene: SceneRun;
  readonly part: number;
  readonly bound: BoundPlan;
  readonly ranks: PartRanks;
  readonly ids: readonly string[];
  readonly scores: PartScores;
  readonly values: readonly FieldValues[];
}

async function leadsOfPart(scene: SceneRun, part: number, plan: LeadPlan): Promise<PartLeads> {
  const bound = boundPlan(scene, plan);
  const ids = await idsOfPart(scene, part);
  const ranks = await readRanks(scene, part, plan.someTold);
  const pushed = bound.fields.flatMap((field) => (field.kind === 'score' ? field.expression.names : []));
  const explained = explainedBy(bound)?.expression.names ?? [];
  const scores = await scoresOfPart(scene, part, ids, [...pushed, ...explained]);
  const values = ids.map((): Record<string, FieldValues[string]> => ({}));
  for (const field of bound.fields) {
    if (field.kind === 'reasons') continue;
    const column = columnOf(field, { scene, part, bound, ranks, ids, scores });
    for (const [i, own] of values.entries()) own[field.name] = column(i);
  }
  return { scene, part, bound, ranks, ids, scores, values };
}

function columnOf(
  field: Exclude<LeadField, { kind: 'reasons' }>,
  { scene, bound, ranks, ids, scores }: Omit<PartLeads, 'values'>,
): (row: number) => string | number | null {
  switch (field.kind) {
    case 'score': {
      const { expression, digits } = field;
      const column = expression.evaluate(scores(expression.names), ids.length);
      return (row) => leadNumber(column[row] ?? Number.NaN, digits);
    }
    case 'rank':
      return (row) => ranks.ranks.get(ids[row] ?? '')?.[field.name] ?? null;
    case 'date':
      return () => scene.run.date;
    case 'model': {
      const said = bound.models.map(({ name, manifest }) => `${name} ${manifest.version}`).join(', ');
      return () => said;
    }
  }
}

/** @param wanted [ids] whether a lead gets its reasons */
async function withReasons(
  ports: Ports,
  { scene, part, bound, ranks, ids, scores, values }: PartLeads,
  wanted: readonly boolean[],
  beat: Beat,
): Promise<readonly FieldValues[]> {
  const fields = bound.fields.filter((field) => field.kind === 'reasons');
  const explained = explainedBy(bound);
  const changed = [...ids.keys()].filter((i) => wanted[i]);
  if (fields.length === 0 || changed.length === 0) return values;
  const told = changed.filter((i) => explained && (ranks.told?.has(ids[i] ?? '') ?? true));
  const texts = new Map<number, FieldValues>(changed.map((i) => [i, saying(fields, { for: [], against: [] })]));
  if (explained && told.length > 0) {
    const { expression } = explained;
    const all = risingWithFirst(expression, scores(expression.names), ids.length);
    const rising = Float64Array.from(told, (i) => all[i] ?? 0);
    const reasons = await reasonsOfPart(ports, scene, part, explained, { places: Int32Array.from(told), rising }, beat);
    for (const [n, i] of told.entries()) texts.set(i, saying(fields, reasons[n] ?? { for: [], against: [] }));
  }
  return values.map((own, i) => ({ ...own, ...texts.get(i) }));
}

type ReasonField = Extract<LeadField, { kind: 'reasons' }>;

/** No reasons are an empty field. */
const saying = (fields: readonly ReasonField[], reasons: Parameters<typeof reasonsText>[0]): FieldValues =>
  Object.fromEntries(fields.map(({ name, characters }) => [name, reasonsText(reasons, characters) || null]));

const isToBeSent = (fields: readonly TargetField[], values: FieldValues, receipt: PushReceipt | undefined): boolean =>
  receipt?.state === 'dead' ||
  receipt?.state === 'undone' ||
  hasMoved(fields, receipt?.values, targetValues(fields, values));

const RECEIPTS_A_READ = 1_024;

async function receiptsOf(
  store: FeatureStore,
  scene: string,
  ids: readonly string[],
): Promise<(PushReceipt | undefined)[]> {
  const found: (PushReceipt | undefined)[] = [];
  for (let from = 0; from < ids.length; from += RECEIPTS_A_READ) {
    const read = await store.getRecords(receiptsTable(scene), ids.slice(from, from + RECEIPTS_A_READ));
    found.push(...(read as (PushReceipt | undefined)[]));
  }
  return found;
}
