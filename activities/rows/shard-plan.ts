import { dictionaryText } from '../../domain/definition.ts';
import type { DictionaryRow } from '../../domain/dictionary.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import { compilePlan, type Plan } from '../../engine/plan.ts';
import type { Ports } from '../ports.ts';
import type { RowKind } from '../run-files.ts';

/** What the rows of a type are made by. */
export interface ShardPlan {
  readonly plan: Plan;
  /** Hash of what gives the rows their meaning: rows of another one are no use. */
  readonly hash: string;
}

/** All shards of a run have the same: with thousands of features, making it takes longer than what is left to do in a shard where most ids sleep. */
const plansOf = new WeakMap<NightSnapshot, Map<string, ShardPlan>>();

/** Attributes of linked types are not aggregated. */
export function shardPlan(
  { sha256 }: Pick<Ports, 'sha256'>,
  snapshot: NightSnapshot,
  kind: RowKind,
  type: string,
): ShardPlan {
  const plans = plansOf.get(snapshot) ?? new Map<string, ShardPlan>();
  plansOf.set(snapshot, plans);
  const key = JSON.stringify([kind, type]);
  const known = plans.get(key);
  if (known) return known;
  const { dictionary, timeZone } = snapshot;
  const rows = dictionary.rows.filter((row) => row.dim === type && (kind === 'derived' || row.kind === 'base'));
  const made = { plan: compilePlan(rows), hash: hashOf(sha256, kind, timeZone, { name: dictionary.name, rows }) };
  plans.set(key, made);
  return made;
}

const hashOf = (
  sha256: Ports['sha256'],
  kind: RowKind,
  timeZone: string,
  dictionary: { readonly name: string; readonly rows: readonly DictionaryRow[] },
): string => sha256(JSON.stringify([kind, timeZone, dictionaryText(dictionary)]));
