import type { StackKind } from '../../infra/stack-choice.ts';
import { seededRandom } from '../end-to-end/random.ts';

/** A process of the stack, by the name that its supervisor gives it; the supervisor itself; the command that follows the night. */
export type Victim = 'compute-worker' | 'orchestration-worker' | 'temporal' | 'hadoop' | 'supervisor' | 'command';

/** What goes wrong in a night. `at` is when, as a share of the time that an undisturbed night takes; it may lie above 1. */
export type Fault =
  | { readonly kind: 'kill'; readonly at: number; readonly victim: Victim }
  /** It is stopped, and goes on as if nothing had been. */
  | { readonly kind: 'freeze'; readonly at: number; readonly victim: Victim; readonly forMs: number }
  /** Nothing can be written, by the workers or by all of the stack. */
  | { readonly kind: 'disk'; readonly at: number; readonly whose: 'workers' | 'all'; readonly forMs: number }
  | {
      readonly kind: 'crm';
      readonly at: number;
      readonly how: 'down' | 'refuses' | 'refuses some';
      /** Infinity: until a person mends it. */
      readonly forMs: number;
    }
  /** From the night's beginning on. */
  | { readonly kind: 'slow'; readonly type: string; readonly ms: number }
  /** `_SUCCESS` comes so late. */
  | { readonly kind: 'late'; readonly at: number };

type Draw = (random: Random, stack: StackKind) => Fault;

interface Random {
  between(from: number, to: number): number;
  among<T>(choices: readonly T[]): T;
}

const VICTIMS: Record<StackKind, readonly Victim[]> = {
  embedded: ['compute-worker', 'compute-worker', 'orchestration-worker', 'temporal', 'command'],
  hadoop: ['hadoop', 'hadoop', 'compute-worker', 'orchestration-worker', 'temporal'],
};

const at = (random: Random): number => random.between(0.05, 1.2);

const kill: Draw = (random, stack) => ({ kind: 'kill', at: at(random), victim: random.among(VICTIMS[stack]) });
const killSupervisor: Draw = (random) => ({ kind: 'kill', at: at(random), victim: 'supervisor' });
/** Longer than a heartbeat may be old: a worker that goes on after it meets another attempt at its own work. */
const freezeWorker: Draw = (random) => ({
  kind: 'freeze',
  at: at(random),
  victim: random.among(['compute-worker', 'orchestration-worker'] as const),
  forMs: random.between(21_000, 25_000),
});
const freezeTemporal: Draw = (random) => ({
  kind: 'freeze',
  at: at(random),
  victim: 'temporal',
  forMs: random.between(1_000, 5_000),
});
const disk: Draw = (random) => ({
  kind: 'disk',
  at: at(random),
  whose: random.among(['workers', 'workers', 'all'] as const),
  forMs: random.between(500, 6_000),
});
const crm: Draw = (random) => ({
  kind: 'crm',
  at: random.between(0, 0.4),
  how: random.among(['down', 'refuses', 'refuses some'] as const),
  forMs: random.among([Infinity, random.between(3_000, 15_000), random.between(3_000, 15_000)]),
});
const slow: Draw = (random) => ({
  kind: 'slow',
  type: random.among(['opportunity', 'user', 'phone']),
  ms: random.between(1_000, 6_000),
});
const late: Draw = (random) => ({ kind: 'late', at: random.between(0.3, 1.5) });

/** Each as often as it stands here. */
const DRAWS: readonly Draw[] = [
  ...Array.from({ length: 8 }, () => kill),
  ...[killSupervisor, freezeWorker, freezeTemporal, disk, disk, crm, crm, slow, slow, late, late],
];

const MOST_FAULTS = 4;

/** The faults of a seed: one to four, the same for the same seed and stack; what lasts, a late source say, at most once. */
export function drawFaults(seed: number, stack: StackKind): Fault[] {
  const next = seededRandom(seed);
  const random: Random = {
    between: (from, to) => Math.round((from + next() * (to - from)) * 100) / 100,
    among: (choices) => choices[Math.floor(next() * choices.length)]!,
  };
  const count = 1 + Math.floor(next() * MOST_FAULTS);
  const drawn = Array.from({ length: count }, () => random.among(DRAWS)(random, stack));
  return drawn.filter(({ kind }, i) => kind === 'kill' || drawn.findIndex((other) => other.kind === kind) === i);
}
