import { expect, it } from 'vitest';
import { bindingsOfTask, bindingsOfWorkflow } from '../../workers/log-bindings.ts';

const RUN = { dictionary: 'shop', date: '2026-03-02', run: 3 };
const NIGHT = { dictionary: 'shop', night: '2026-03-02', run: 3 };

it.each([
  ['a part', { run: RUN, type: 'user', part: 4, range: { from: 0, to: 9 } }, { type: 'user', part: 4 }],
  ['a model of a scene', { run: RUN, scene: 'claim', model: 'win', parts: 2 }, { scene: 'claim', model: 'win' }],
  ['a run itself', RUN, {}],
  ['a result', { result: { run: RUN }, deadlineMs: undefined }, {}],
  ['a record', { dictionary: 'shop', timeZone: 'UTC', record: { date: '2026-03-02', run: 3 } }, {}],
])('a log line of a step over %s names the night and the shard', (_, task, shard) => {
  expect(bindingsOfTask('step', task)).toMatchObject({ stage: 'step', ...NIGHT, ...shard });
});

it('a log line of a step before there is a run names what there is', () => {
  const drop = { dictionary: 'shop', path: '/drop', until: undefined };
  expect(bindingsOfTask('loadPartition', drop)).toMatchObject({ dictionary: 'shop', path: '/drop', night: undefined });
  expect(bindingsOfTask('odd', undefined)).toMatchObject({ stage: 'odd', dictionary: undefined });
});

it.each([
  ['night/shop/2026-03-02', { dictionary: 'shop', night: '2026-03-02' }],
  ['night/shop/2026-03-02/3/user', { ...NIGHT, type: 'user' }],
  ['retention/shop', {}],
  [undefined, {}],
])('a log line of the workflow %s', (id, bindings) => {
  expect(bindingsOfWorkflow(id)).toEqual(bindings);
});
