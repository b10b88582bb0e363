import { expect, it } from 'vitest';
import { quotasText } from '../../cli/lead-quota-text.ts';

const QUOTA = { scene: 'claim', by: 'salesperson', score: 'win.score', date: '2026-03-02', run: 2, leads: 1_234 };

it('says the best leads of each pool, and whose scores they are', () => {
  const leads = (...ids: string[]) =>
    ids.map((opportunityId, i) => ({ rank: i + 1, opportunityId, score: 0.9 - i / 10 }));
  const pools = [
    { pool: 'ann', leads: leads('O-1', 'O-2') },
    { pool: 'bob', leads: leads('O-2') },
  ];
  const text = quotasText([{ ...QUOTA, pools }]);
  const [title = '', ...lines] = text.trimEnd().split('\n');
  expect(title).toBe(
    'scene claim: the best of 1,234 leads by win.score, for each salesperson; scores of 2026-03-02 run 2',
  );
  const cells = lines.filter((line) => line.includes('O-')).map((line) => line.split('│').map((cell) => cell.trim()).filter(Boolean)); // prettier-ignore
  expect(cells).toEqual([
    ['ann', '1', 'O-1', '0.9000'],
    ['2', 'O-2', '0.8000'],
    ['bob', '1', 'O-2', '0.9000'],
  ]);
});

it('says that nothing is in a pool', () => {
  expect(quotasText([{ ...QUOTA, pools: [] }])).toContain('no lead has a salesperson linked to it');
  expect(quotasText([{ ...QUOTA, by: 'attrs.team', pools: [] }])).toContain('no lead has attrs.team');
});
