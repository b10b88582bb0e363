import { describe, expect, it } from 'vitest';
import { idsToRead } from '../../activities/rows/ids-to-read.ts';
import { membersOf } from '../../activities/rows/members.ts';

const user = (id: string) => ({ type: 'user', id });

describe('opportunities grouped by their linked ids', () => {
  it('lists each linked id once and keeps every opportunity, also one without links', () => {
    const links = [[user('a'), user('b')], [], [{ type: 'phone', id: 'x' }, user('b')]];
    const [group, ...more] = membersOf('user', ['o1', 'o2', 'o3'], links, () => 10);
    expect(more).toEqual([]);
    expect(group).toEqual({
      opportunities: ['o1', 'o2', 'o3'],
      ids: ['a', 'b'],
      memberStart: Int32Array.of(0, 2, 2, 3),
      member: Int32Array.of(0, 1, 1),
    });
  });

  it('cuts a group before it holds too many ids; one opportunity alone may', () => {
    const links = [
      [user('a'), user('b')],
      [user('b'), user('c')],
      [user('d'), user('e'), user('f'), user('g')],
    ];
    const groups = [...membersOf('user', ['o1', 'o2', 'o3'], links, () => 3)];
    expect(groups.map(({ opportunities, ids }) => [opportunities, ids])).toEqual([
      [
        ['o1', 'o2'],
        ['a', 'b', 'c'],
      ],
      [['o3'], ['d', 'e', 'f', 'g']],
    ]);
  });

  it('holds as many as may be when it is made', () => {
    const links = ['a', 'b', 'c', 'd', 'e'].map((id) => [user(id)]);
    let most = 2;
    const sizes = [];
    for (const { ids } of membersOf('user', ['o1', 'o2', 'o3', 'o4', 'o5'], links, () => most)) {
      sizes.push(ids.length);
      most = 1;
    }
    expect(sizes).toEqual([2, 1, 1, 1]);
  });

  it('gives no group for no opportunities', () => {
    expect([...membersOf('user', [], [], () => 3)]).toEqual([]);
  });
});

describe('how many linked ids are read together', () => {
  it('are few at first, then as many as have about so many bytes, and one at least', () => {
    expect(idsToRead(undefined)).toBe(1_024);
    expect(idsToRead({ ids: 1_024, bytes: 1 << 20 })).toBe(8_192);
    expect(idsToRead({ ids: 1_024, bytes: 1 << 28 })).toBe(256);
    expect(idsToRead({ ids: 1, bytes: 1 << 30 })).toBe(1);
    expect(idsToRead({ ids: 5, bytes: 0 })).toBe(8_192);
    expect(idsToRead({ ids: 0, bytes: 0 })).toBe(1_024);
  });
});
