import type { StackKind } from '../../infra/stack-choice.ts';
import { lookAt } from './looked-at.ts';
import { CALM, DISTURBED, openPlace, type Place } from './place.ts';
import { runSeed, type SeedOutcome } from './seed.ts';
import { wrongWithDelivered } from './verdict.ts';
import { dateOfNight } from './world.ts';

/** A night a seed, in homes that run at the same time; outcomes by seed. The seeds are dealt out to the homes in turn. */
export async function runSeeds(
  stack: StackKind,
  seeds: readonly number[],
  { homes, say }: { readonly homes: number; readonly say: (line: string) => void },
): Promise<SeedOutcome[]> {
  const dealt = Array.from({ length: Math.min(homes, seeds.length) }, (_, home) =>
    seeds.filter((_seed, i) => i % homes === home),
  );
  const settled = await Promise.allSettled(dealt.map((own) => runInOneHome(stack, own, say)));
  const outcomes = settled.flatMap((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  return outcomes.sort((a, b) => a.seed - b.seed);
}

/** Day after day, so that each night builds on what the faults before it left. The last outcome also tells what became of the nights before. */
async function runInOneHome(
  stack: StackKind,
  seeds: readonly number[],
  say: (line: string) => void,
): Promise<SeedOutcome[]> {
  const place = await openPlace(stack);
  const outcomes: SeedOutcome[] = [];
  const after: string[] = [];
  try {
    for (const [n, seed] of seeds.entries()) {
      const outcome = await runSeed(place, seed, n);
      say(outcomeLine(outcome));
      outcomes.push(outcome);
    }
    after.push(...(await changedSince(place, seeds.length)));
  } finally {
    after.push(...(await place.close()).map((process) => `a process is left: ${process}`));
  }
  for (const problem of after) say(problem);
  return outcomes.map((outcome, i) =>
    i === outcomes.length - 1 ? { ...outcome, problems: [...outcome.problems, ...after] } : outcome,
  );
}

const outcomeLine = ({ seed, date, faults, ended, seconds, problems }: SeedOutcome): string =>
  `seed ${seed}, night ${date}, ${seconds} s: ${faults.join('; ')}: ${ended}${problems.map((problem) => `\n  WRONG: ${problem}`).join('')}`;

/** Nights that a later one has touched. */
async function changedSince(place: Place, nights: number): Promise<string[]> {
  const problems: string[] = [];
  for (let n = 0; n < nights; n++) {
    const date = dateOfNight(n);
    const night = await lookAt(place, DISTURBED, date);
    const wrong = wrongWithDelivered(night, await lookAt(place, CALM, date));
    problems.push(...wrong.map((problem) => `afterwards, ${date}: ${problem}`));
  }
  return problems;
}
