import type { LeadField, RankPool } from '../../domain/lead-fields.ts';
import type { NightRun } from '../../domain/night.ts';
import { crmOf } from '../push/check-crm.ts';
import type { Ports } from '../ports.ts';
import { forgetReceipts } from '../receipt.ts';
import { readSnapshot } from '../snapshot.ts';
import type { Verb } from '../verb.ts';
import { bestLeads } from './best-leads.ts';
import { withExplainer } from './explainers.ts';
import { boundPlan, explainedBy, leadStep, sceneRun, writePlan, type BoundPlan } from './lead-plan.ts';
import { writeRanks } from './part-ranks.ts';

export interface RankTask {
  /** A sealed run. */
  readonly run: NightRun;
  readonly scene: string;
}

export interface Ranked {
  readonly leads: number;
  /** Ranks that were given, over all fields. */
  readonly ranked: number;
}

/** A model that is no tree costs thousands of scores a lead to explain: so many of its best leads get reasons, the others an empty field. */
const EXPLAINED_AT_MOST = 1_000;

/**
 * Begins the leads of a push: fixes what settings.yaml says, and ranks the scene's leads. Done for every push, as settings and receipts may be
 * others than at the last one; all that leadShard made before is made again.
 * @throws DaybreakError SETTINGS_INVALID for fields that the run's models do not fit, USAGE where the run has no such scene
 */
export const rankScene: Verb<RankTask, Ranked> =
  (ports) =>
  async ({ run, scene: name }, beat) => {
    const scene = sceneRun(ports, await readSnapshot(ports.blobs, run), name);
    const { push } = await crmOf(ports, run.dictionary, name);
    const { score } = (await ports.dictionaries.read(run.dictionary)).settings.scenes[name] ?? {};
    const settings = { push, ...(score === undefined ? {} : { score }) };
    const bound = boundPlan(scene, settings);
    const someTold = await costsMuch(ports, bound);
    await forgetReceipts(ports.blobs, run, leadStep(name));
    await writePlan(scene, { ...settings, someTold });

    const ranks = bound.fields.filter((field): field is RankField => field.kind === 'rank');
    const ways: RankPool[] = ranks.map(({ pool }) => pool);
    if (someTold) ways.push({ top: EXPLAINED_AT_MOST, by: undefined });
    const { best, leads } = await bestLeads(ports, scene, bound.score, ways, beat);
    const fields = new Map(ranks.map(({ name: field }, i) => [field, best[i] ?? new Map<string, never>()]));
    for (const [field, pools] of fields)
      if (leads > 0 && pools.size === 0) ports.log.warn({ scene: name, field }, 'no lead is in any pool of this rank');
    const told = someTold ? [...(best.at(-1)?.values() ?? [])].flat() : [];
    return { leads, ranked: await writeRanks(scene, fields, told) };
  };

type RankField = Extract<LeadField, { kind: 'rank' }>;

async function costsMuch(ports: Ports, bound: BoundPlan): Promise<boolean> {
  const explained = explainedBy(bound);
  if (!explained) return false;
  return withExplainer(ports, explained.model, explained.output, ({ method }) => Promise.resolve(method === 'subsets'));
}
