import { describe, expect, it } from 'vitest';
import { membersOf } from '../../activities/rows/members.ts';

const user = (id: string) => ({ type: 'user', id });

describe('opportunities grouped by their linked ids', () => {
  it('lists each linked id once and keeps every opportunity, also one without links', () => {
    const links = [[user('a'), user('b')], [], [{ type: 'phone', id: 'x' }, user('b')]];
    const [group, ...more] = membersOf('user', ['o1', 'o2', 'o3'], links, 10);
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
    const groups = [...membersOf('user', ['o1', 'o2', 'o3'], links, 3)];
    expect(groups.map(({ opportunities, ids }) => [opportunities, ids])).toEqual([
      [
        ['o1', 'o2'],
        ['a', 'b', 'c'],
      ],
      [['o3'], ['d', 'e', 'f', 'g']],
    ]);
  });

  it('gives no group for no opportunities', () => {
    expect([...membersOf('user', [], [], 3)]).toEqual([]);
  });
});
