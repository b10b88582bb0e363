import { poolBy } from '../../domain/lead-fields.ts';
import type { SceneQuota } from '../../domain/lead-quota.ts';
import type { RunDate } from '../../domain/run-date.ts';
import type { Ports } from '../ports.ts';
import { sealedRun } from '../sealed-run.ts';
import { readSnapshot } from '../snapshot.ts';
import { bestLeads } from './best-leads.ts';
import { explainedFirst, sceneRun } from './lead-plan.ts';
import { sceneRanking } from './scene-ranking.ts';
import { toldLeads } from './told-leads.ts';

interface QuotaQuery {
  readonly dictionary: string;
  readonly date: RunDate;
  /** `salesperson`, `attrs.team`. */
  readonly by: string;
  /** Leads of each pool. */
  readonly top: number;
  /** Undefined for every scene with a model. */
  readonly scene: string | undefined;
  /** Whether each lead is to say what speaks for and against it. */
  readonly reasons: boolean;
}

/**
 * Whom each salesperson, team or any other pool should turn to first, by the scores of a sealed night and the links and attributes that it saw;
 * scenes in the order of the settings. An opportunity in several pools is in the list of each.
 * @throws DaybreakError NIGHT_MISSING, DICTIONARY_MISSING, SETTINGS_INVALID, USAGE for a scene that the night does not have
 */
export async function leadQuotas(ports: Ports, query: QuotaQuery): Promise<SceneQuota[]> {
  const { dictionary, date, by, top, scene: asked } = query;
  const { settings } = await ports.dictionaries.read(dictionary);
  const run = await sealedRun(ports, { dictionary, date });
  const snapshot = await readSnapshot(ports.blobs, run);
  const scenes = snapshot.scenes.filter(({ models }) => models.length > 0).map(({ name }) => name);
  const quotas: SceneQuota[] = [];
  for (const name of asked === undefined ? scenes : [asked]) {
    const scene = sceneRun(ports, snapshot, name);
    const { models, expression, said: score } = sceneRanking(settings, snapshot, name);
    const way = { top, by: poolBy(by) };
    const { best, leads } = await bestLeads(ports, scene, expression, [way], () => undefined);
    const listed = [...(best[0] ?? [])];
    const explained = explainedFirst(models, expression);
    const told =
      query.reasons && explained
        ? await toldLeads(
            ports,
            scene,
            explained,
            listed.flatMap(([, own]) => own),
          )
        : undefined;
    const pools = listed.map(([pool, own]) => ({
      pool,
      leads: own.map(({ id, score }, i) => ({
        rank: i + 1,
        opportunityId: id,
        score,
        ...(told ? { reasons: told.get(id) ?? '' } : {}),
      })),
    }));
    quotas.push({ scene: name, by, score, date, run: run.run, leads, pools });
  }
  return quotas;
}
