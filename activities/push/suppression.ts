import { attribute, parseAttributes } from '../../domain/attributes.ts';
import { holds, parseCondition, type Condition } from '../../domain/condition.ts';
import type { ScenePush } from '../../domain/crm-settings.ts';
import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { Instant } from '../../domain/instant.ts';
import type { ZipperTable } from '../../stores/zipper-table.ts';

/** For each id whether it is never written, as the suppression list and the attributes at a run date say. */
export type Suppressed = (ids: readonly string[]) => Promise<readonly boolean[]>;

/** @param list text of the file of ids, one a line; undefined where the settings name none */
export function suppressedBy(
  suppress: ScenePush['suppress'],
  list: string | undefined,
  store: Pick<ZipperTable, 'attributesAt'>,
  midnight: Instant,
): Suppressed {
  const conditions = (suppress?.where ?? []).map(parseCondition).filter((condition) => condition !== undefined);
  const listed = new Set((list ?? '').replace(/^\uFEFF/, '').split(/\r?\n/));
  return async (ids) => {
    if (conditions.length === 0) return ids.map((id) => listed.has(id));
    const attributes = await store.attributesAt(OPPORTUNITY, ids, midnight);
    return ids.map((id, i) => listed.has(id) || conditions.some((condition) => applies(condition, attributes[i])));
  };
}

const applies = (condition: Condition, text: string | undefined): boolean =>
  text !== undefined && holds(condition, attribute(parseAttributes(text) ?? {}, condition.attr ?? ''));
