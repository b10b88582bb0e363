import type { RankedScene } from '../../domain/ranked-scene.ts';
import type { NightRun } from '../../domain/night.ts';
import { written, type ScoreName } from '../../domain/score-expression.ts';
import type { Ports } from '../ports.ts';
import { readSnapshot } from '../snapshot.ts';
import { bestLeads, type RankedLead } from './best-leads.ts';
import { explainedFirst, sceneRun } from './lead-plan.ts';
import { idsOfPart, scoresOfPart, type SceneRun } from './part-scores.ts';
import { sceneRanking } from './scene-ranking.ts';
import { toldLeads } from './told-leads.ts';

interface RankedQuery {
  /** Whose leads stand in Daybreak's own list. */
  readonly run: NightRun;
  readonly scene: string;
  readonly top: number;
  /** Whether each lead is to say what speaks for and against it. */
  readonly reasons: boolean;
}

/** The best leads of a scene by its `score`; undefined where the settings have none. @throws DaybreakError SETTINGS_INVALID, USAGE */
export async function rankedLeads(
  ports: Ports,
  { run, scene: name, top, reasons }: RankedQuery,
): Promise<RankedScene | undefined> {
  const { settings } = await ports.dictionaries.read(run.dictionary);
  if (settings.scenes[name]?.score === undefined) return undefined;
  const snapshot = await readSnapshot(ports.blobs, run);
  const scene = sceneRun(ports, snapshot, name);
  const { models, expression, said } = sceneRanking(settings, snapshot, name);
  const { best } = await bestLeads(ports, scene, expression, [{ top, by: undefined }], () => undefined);
  const leads = [...(best[0]?.values() ?? [])].flat();
  const scores = await outputsOf(scene, leads, expression.names);
  const explained = reasons ? explainedFirst(models, expression) : undefined;
  const told = explained && (await toldLeads(ports, scene, explained, leads));
  return {
    scene: name,
    run: run.run,
    by: said,
    outputs: expression.names.map(written),
    leads: leads.map(({ id, score }) => ({
      opportunityId: id,
      score,
      scores: scores.get(id) ?? [],
      ...(reasons ? { reasons: told?.get(id) ?? '' } : {}),
    })),
  };
}

/** By opportunity, in the order of the names. */
async function outputsOf(
  scene: SceneRun,
  leads: readonly RankedLead[],
  names: readonly ScoreName[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const outputs = new Map<string, number[]>();
  for (const part of new Set(leads.map((lead) => lead.part))) {
    const ids = await idsOfPart(scene, part);
    const columns = (await scoresOfPart(scene, part, ids, names))(names);
    const placeOf = new Map(ids.map((id, place) => [id, place]));
    for (const { id } of leads.filter((lead) => lead.part === part))
      outputs.set(id, columns.map((column) => column[placeOf.get(id) ?? -1] ?? Number.NaN)); // prettier-ignore
  }
  return outputs;
}
