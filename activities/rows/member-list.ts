import type { RowMembers } from '../../engine/row-directory.ts';
import { withRoom } from './with-room.ts';

/** The members of rows that come from several lists, as one list. */
export interface MemberList {
  /** The next rows: their members are those of rows `from` up to, but without, `to` of another list; none without a list. */
  add(list: RowMembers | undefined, from: number, to: number): void;
  end(): RowMembers;
}

/** An id stands once for each list it comes from: to find it in another one would cost more than to ask for it twice. */
export function memberList(): MemberList {
  const ids: string[] = [];
  let [rows, members] = [0, 0];
  /** The first numbers of both are those of RowMembers: rows + 1 and `members` of them. */
  let [start, member] = [new Int32Array(1), new Int32Array(0)];
  const lists = new Map<RowMembers, PlacedList>();
  let last: PlacedList | undefined;

  const placed = (list: RowMembers): PlacedList => {
    if (last?.list === list) return last;
    last = lists.get(list) ?? { list, ids: list.ids, placeOf: new Int32Array(list.ids.length).fill(-1) };
    lists.set(list, last);
    return last;
  };
  return {
    add(list, from, to) {
      start = withRoom(start, rows + 1 + to - from);
      const [begin, end] = [list?.start[from] ?? 0, list?.start[to] ?? 0];
      if (list) putMoved(list.start.subarray(from + 1, to + 1), members - begin, start.subarray(rows + 1));
      else start.fill(members, rows + 1, rows + 1 + to - from);
      rows += to - from;
      if (!list || begin === end) return;
      member = withRoom(member, members + end - begin);
      putPlaces(list.member.subarray(begin, end), placed(list), ids, member.subarray(members));
      members += end - begin;
    },
    end() {
      const [only] = lists.size === 1 ? lists.values() : [];
      const isSame = only?.placeOf.every((place, i) => place === i) === true;
      // The very list, so that its text is at hand (row-directory.ts).
      return { ids: isSame ? only.ids : ids, start: start.subarray(0, rows + 1), member: member.subarray(0, members) };
    },
  };
}

function putMoved(numbers: Int32Array, by: number, into: Int32Array): void {
  for (let i = 0; i < numbers.length; i++) into[i] = (numbers[i] ?? 0) + by;
}

/** The places in the new list of members of another one; an id that has none yet comes to the end of it. */
function putPlaces(members: Int32Array, { ids: listed, placeOf }: PlacedList, ids: string[], into: Int32Array): void {
  for (let m = 0; m < members.length; m++) {
    const there = members[m] ?? -1;
    let place = placeOf[there] ?? -1;
    if (place === -1) place = placeOf[there] = ids.push(listed[there] ?? '') - 1;
    into[m] = place;
  }
}

interface PlacedList {
  readonly list: RowMembers;
  readonly ids: readonly string[];
  /** Place in the new list of each of `ids`; -1 for none yet. */
  readonly placeOf: Int32Array;
}
