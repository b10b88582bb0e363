import { ranksFolder, ranksPath } from '../run-files.ts';
import type { BestLeads, RankedLead } from './best-leads.ts';
import type { SceneRun } from './part-scores.ts';

/** What ranking a scene says of the leads of one part. */
export interface PartRanks {
  /** By opportunity, then by field; a lead in several pools of a field has its best rank. */
  readonly ranks: ReadonlyMap<string, Ranks>;
  /** Leads that get reasons; undefined: all do. */
  readonly told: ReadonlySet<string> | undefined;
}

type Ranks = Readonly<Record<string, number>>;

/** The file; entries rather than keys, as an id may be `__proto__`. */
interface Written {
  readonly ranks: readonly (readonly [id: string, ranks: Ranks])[];
  readonly told: readonly string[];
}

interface Making {
  readonly ranks: Map<string, Record<string, number>>;
  readonly told: string[];
}

/**
 * Writes what each part is to know; a part of which nothing is to be said has no file. Gives how many ranks there are.
 * @param fields by name of the field the leads of its pools
 * @param told leads that get reasons where not all do
 */
export async function writeRanks(
  { blobs, run, scene }: SceneRun,
  fields: ReadonlyMap<string, BestLeads>,
  told: readonly RankedLead[],
): Promise<number> {
  const parts = new Map<number, Making>();
  const partOf = (part: number): Making => {
    const known = parts.get(part) ?? { ranks: new Map(), told: [] };
    parts.set(part, known);
    return known;
  };
  let ranked = 0;
  for (const [field, pools] of fields) {
    for (const leads of pools.values()) {
      for (const [place, { id, part }] of leads.entries()) {
        const { ranks } = partOf(part);
        const own = ranks.get(id) ?? {};
        ranks.set(id, own);
        if (own[field] === undefined) ranked += 1;
        own[field] = Math.min(own[field] ?? Infinity, place + 1);
      }
    }
  }
  for (const { id, part } of told) partOf(part).told.push(id);
  await blobs.remove(ranksFolder(run, scene));
  for (const [part, made] of [...parts].sort(([a], [b]) => a - b)) {
    const file: Written = { ranks: [...made.ranks], told: made.told };
    await blobs.write(ranksPath(run, scene, part), new TextEncoder().encode(JSON.stringify(file)));
  }
  return ranked;
}

/** The ranks of a part. @param someTold whether only some leads get reasons */
export async function readRanks({ blobs, run, scene }: SceneRun, part: number, someTold: boolean): Promise<PartRanks> {
  const path = ranksPath(run, scene, part);
  const { ranks, told } = (await blobs.exists(path))
    ? (JSON.parse(new TextDecoder().decode(await blobs.read(path))) as Written)
    : { ranks: [], told: [] };
  return { ranks: new Map(ranks), told: someTold ? new Set(told) : undefined };
}
