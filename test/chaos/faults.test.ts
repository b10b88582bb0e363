import { expect, it } from 'vitest';
import { expectedCodes } from './expected-codes.ts';
import { faultText } from './fault-text.ts';
import { drawFaults, type Fault } from './faults.ts';

const SEEDS = Array.from({ length: 50 }, (_, i) => i + 1);
const STACKS = ['embedded', 'hadoop'] as const;

it.each(STACKS)('one to four faults a seed, the same each time, what lasts at most once: %s', (stack) => {
  for (const seed of SEEDS) {
    const faults = drawFaults(seed, stack);
    expect(drawFaults(seed, stack)).toEqual(faults);
    expect([1, 2, 3, 4]).toContain(faults.length);
    const lasting = faults.map(({ kind }) => kind).filter((kind) => kind !== 'kill');
    expect(new Set(lasting).size).toBe(lasting.length);
  }
});

it('fifty seeds have every kind of fault and kill every process', () => {
  const all = (stack: (typeof STACKS)[number]): Fault[] => SEEDS.flatMap((seed) => drawFaults(seed, stack));
  const kinds = ['kill', 'freeze', 'disk', 'crm', 'slow', 'late'];
  expect(new Set(all('embedded').map(({ kind }) => kind))).toEqual(new Set(kinds));
  const killed = (stack: (typeof STACKS)[number]): Set<string> =>
    new Set(all(stack).flatMap((fault) => (fault.kind === 'kill' ? [fault.victim] : [])));
  const workers = ['compute-worker', 'orchestration-worker', 'temporal', 'supervisor'];
  expect(killed('embedded')).toEqual(new Set([...workers, 'command']));
  expect(killed('hadoop')).toEqual(new Set([...workers, 'hadoop']));
});

it('a fault that a machine mends by itself may not fail a night', () => {
  const codesOf = (fault: Fault): string[] => expectedCodes([fault]);
  expect(codesOf({ kind: 'kill', at: 0, victim: 'compute-worker' })).toEqual([]);
  expect(codesOf({ kind: 'late', at: 1 })).toEqual([]);
  expect(codesOf({ kind: 'crm', at: 0, how: 'refuses', forMs: Infinity })).toEqual(['CRM_FAILED']);
});

it('a fault has words of its own', () => {
  const texts = SEEDS.flatMap((seed) => drawFaults(seed, 'embedded')).map(faultText);
  expect(texts.filter((text) => /undefined|NaN|Infinity/.test(text))).toEqual([]);
  expect(faultText({ kind: 'crm', at: 0.1, how: 'refuses some', forMs: Infinity })).toBe(
    'CRM refuses some at 0.1 until mended',
  );
});
