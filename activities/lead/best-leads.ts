import { bestOf, type BestOf } from '../../domain/best-of.ts';
import { compareText } from '../../domain/event-version.ts';
import type { RankPool } from '../../domain/lead-fields.ts';
import type { ScoreExpression } from '../../domain/score-expression.ts';
import type { Ports } from '../ports.ts';
import type { Beat } from '../verb.ts';
import { idsOfPart, partCount, scoresOfPart, type SceneRun } from './part-scores.ts';
import { poolsOf } from './pools.ts';

export interface RankedLead {
  readonly id: string;
  /** The part of the scene's files that it is in. */
  readonly part: number;
  readonly score: number;
}

/** By name of the pool, ascending by code point; the leads of each best first. */
export type BestLeads = ReadonlyMap<string, readonly RankedLead[]>;

/**
 * The best leads of every pool, for each way of pooling, ties by opportunity id by code point. A lead whose score is not finite is in none. The
 * scores are read once, a part at a time; what is held is about twice `top` leads a pool.
 */
export async function bestLeads(
  ports: Ports,
  scene: SceneRun,
  score: ScoreExpression,
  ways: readonly RankPool[],
  beat: Beat,
): Promise<{ readonly best: readonly BestLeads[]; readonly leads: number }> {
  const kept = ways.map(() => new Map<string, BestOf<RankedLead>>());
  const pools = await Promise.all(ways.map(({ by }) => poolsOf(ports, scene.snapshot, by)));
  const parts = await partCount(scene);
  let leads = 0;
  for (let part = 0; part < parts; part++) {
    const ids = await idsOfPart(scene, part);
    const read = await scoresOfPart(scene, part, ids, score.names);
    const scores = score.evaluate(read(score.names), ids.length);
    for (const [w, { top }] of ways.entries()) {
      const own = (await pools[w]?.(ids)) ?? [];
      for (const [i, id] of ids.entries()) {
        const lead = { id, part, score: scores[i] ?? Number.NaN };
        if (!Number.isFinite(lead.score)) continue;
        for (const pool of own[i] ?? []) listOf(kept[w], pool, top).add(lead);
      }
    }
    leads += ids.length;
    beat(`${leads} leads`);
  }
  return { best: kept.map(inOrder), leads };
}

function listOf(lists = new Map<string, BestOf<RankedLead>>(), pool: string, top: number): BestOf<RankedLead> {
  const list = lists.get(pool) ?? bestOf(top, betterFirst, 0);
  lists.set(pool, list);
  return list;
}

const betterFirst = (a: RankedLead, b: RankedLead): number => b.score - a.score || compareText(a.id, b.id);

const inOrder = (lists: ReadonlyMap<string, BestOf<RankedLead>>): BestLeads =>
  new Map([...lists].sort(([a], [b]) => compareText(a, b)).map(([pool, list]) => [pool, list.inOrder()]));
