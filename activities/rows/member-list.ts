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
  /** Place in `ids` of each id of a list, by the list; -1 for none yet. */
  const places = new Map<readonly string[], Int32Array>();
  return {
    add(from, row) {
      if (from) {
        const placeOf = places.get(from.ids) ?? new Int32Array(from.ids.length).fill(-1);
        places.set(from.ids, placeOf);
        for (let m = from.start[row] ?? 0; m < (from.start[row + 1] ?? 0); m++) {
          const there = from.member[m] ?? -1;
          if (placeOf[there] === -1) placeOf[there] = ids.push(from.ids[there] ?? '') - 1;
          members.push(placeOf[there] ?? -1);
        }
      }
      start.push(members.length);
    },
    end: () => ({ ids, start: new Int32Array(start), member: new Int32Array(members) }),
  };
}
