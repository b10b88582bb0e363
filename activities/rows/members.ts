import type { LinkedId } from '../../stores/zipper-table.ts';

/**
 * Opportunities with the ids of one type linked to them.
 *   opportunities string[n]
 *   ids           string[m]           every linked id once
 *   memberStart   Int32Array[n + 1]   members of opportunity i: memberStart[i] .. memberStart[i+1]
 *   member        Int32Array          place in `ids`
 */
export interface Members {
  readonly opportunities: readonly string[];
  readonly ids: readonly string[];
  readonly memberStart: Int32Array;
  readonly member: Int32Array;
}

/**
 * Groups of opportunities, in order, each with at most `maxIds` distinct linked ids (one opportunity that alone has more is a group of
 * its own), as many as it says while the group is made; an id that a link list names twice is counted twice. Links of other types are passed over; an opportunity without links has no members.
 */
export function* membersOf(
  type: string,
  opportunities: readonly string[],
  links: readonly (readonly LinkedId[])[],
  maxIds: () => number,
): Generator<Members> {
  let group = emptyGroup();
  for (const [i, opportunity] of opportunities.entries()) {
    const linked = (links[i] ?? []).filter((link) => link.type === type).map(({ id }) => id);
    const fresh = linked.filter((id) => !group.placeOf.has(id)).length;
    if (group.opportunities.length > 0 && group.placeOf.size + fresh > maxIds()) {
      yield finished(group);
      group = emptyGroup();
    }
    group.opportunities.push(opportunity);
    for (const id of linked) {
      const place = group.placeOf.get(id) ?? group.placeOf.size;
      group.placeOf.set(id, place);
      group.member.push(place);
    }
    group.start.push(group.member.length);
  }
  if (group.opportunities.length > 0) yield finished(group);
}

interface OpenGroup {
  readonly opportunities: string[];
  readonly placeOf: Map<string, number>;
  readonly start: number[];
  readonly member: number[];
}

const emptyGroup = (): OpenGroup => ({ opportunities: [], placeOf: new Map(), start: [0], member: [] });

const finished = ({ opportunities, placeOf, start, member }: OpenGroup): Members => ({
  opportunities,
  ids: [...placeOf.keys()],
  memberStart: Int32Array.from(start),
  member: Int32Array.from(member),
});
