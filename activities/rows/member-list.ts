import type { RowMembers } from '../../engine/row-directory.ts';

/** The members of rows that come from several lists, as one list. */
export interface MemberList {
  /** The next row: its members are those of a row of another list; none without a list. */
  add(from: RowMembers | undefined, row: number): void;
  end(): RowMembers;
}

/** An id stands once for each list it comes from: to find it in another one would cost more than to ask for it twice. */
export function memberList(): MemberList {
  const ids: string[] = [];
  const [start, members] = [[0], [] as number[]];
  const lists = new Map<RowMembers, PlacedList>();
  let last: PlacedList | undefined;
  const placed = (from: RowMembers): PlacedList => {
    const known = lists.get(from) ?? { from, ids: from.ids, placeOf: new Int32Array(from.ids.length).fill(-1) };
    lists.set(from, known);
    return known;
  };
  return {
    add(from, row) {
      const end = from?.start[row + 1] ?? 0;
      for (let m = from?.start[row] ?? 0; from && m < end; m++) {
        if (last?.from !== from) last = placed(from);
        const there = from.member[m] ?? -1;
        let place = last.placeOf[there] ?? -1;
        if (place === -1) place = last.placeOf[there] = ids.push(last.ids[there] ?? '') - 1;
        members.push(place);
      }
      start.push(members.length);
    },
    end() {
      const [only] = lists.size === 1 ? lists.values() : [];
      const isSame = only?.placeOf.every((place, i) => place === i) === true;
      // The very list, so that its text is at hand (row-directory.ts).
      return {
        ids: isSame ? only.ids : ids,
        start: new Int32Array(start),
        member: new Int32Array(members),
      };
    },
  };
}

interface PlacedList {
  readonly from: RowMembers;
  readonly ids: readonly string[];
  /** Place in the new list of each of `ids`; -1 for none yet. */
  readonly placeOf: Int32Array;
}
