import type { RowMembers } from '../engine/row-directory.ts';

/** The members of rows that come from several lists, as one list: every linked id once. */
export interface MemberList {
  /** The next row: its members are those of a row of another list; none without a list. */
  add(from: RowMembers | undefined, row: number): void;
  end(): RowMembers;
}

export function memberList(): MemberList {
  const placeOf = new Map<string, number>();
  const [start, members] = [[0], [] as number[]];
  return {
    add(from, row) {
      if (from) {
        for (let m = from.start[row] ?? 0; m < (from.start[row + 1] ?? 0); m++) {
          const id = from.ids[from.member[m] ?? -1] ?? '';
          const place = placeOf.get(id) ?? placeOf.size;
          if (place === placeOf.size) placeOf.set(id, place);
          members.push(place);
        }
      }
      start.push(members.length);
    },
    end: () => ({ ids: [...placeOf.keys()], start: Int32Array.from(start), member: Int32Array.from(members) }),
  };
}
