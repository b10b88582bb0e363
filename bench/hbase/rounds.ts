import type { Peer } from './peer-process.ts';
import type { Outcome } from './task.ts';

/** A peer that ends in the middle of a case keeps what it had measured until then. */
const DIED = 'it ended';

/** What a task has to come to. */
export type Expected = Omit<Outcome, 'ms'>;

export interface Measured {
  /** Median cells a second. */
  readonly rate: number;
  /** Median over the rounds of our rate over the peer's in the same round, so that what disturbs a round disturbs both. */
  readonly ratio: number;
  /** The last wrong answer, in words. */
  readonly wrong: string | undefined;
}

/**
 * Has all peers do a task, `rounds` times after one that does not count, each time in another order: ours, which is the first, between the
 * others. By the names of the peers.
 */
export async function compare(
  peers: readonly Peer[],
  task: (peer: Peer) => string,
  expected: Expected,
  rounds: number,
): Promise<Map<string, Measured>> {
  const rates = peers.map((): number[] => []);
  const wrong = new Map<string, string>();
  for (let round = 0; round <= rounds; round++) {
    for (let i = 0; i < peers.length; i++) {
      const turn = (i + round) % peers.length;
      const peer = peers[turn] as Peer;
      if (wrong.get(peer.name)?.startsWith(DIED) === true) continue;
      const outcome = await peer.run(task(peer)).catch((error: unknown) => {
        if (peer === peers[0]) throw error;
        wrong.set(peer.name, `${DIED}: ${error instanceof Error ? error.message : String(error)}`);
      });
      if (outcome === undefined) continue;
      const said = differs(outcome, expected);
      if (said !== undefined) wrong.set(peer.name, said);
      const rate = outcome.cells / (outcome.ms / 1000);
      if (round > 0) rates[turn]?.push(rate);
    }
  }
  const [ours = []] = rates;
  return new Map(
    peers.map(({ name }, i) => {
      const own = rates[i] ?? [];
      const ratio = median(own.map((rate, round) => (ours[round] ?? NaN) / rate));
      return [name, { rate: median(own), ratio, wrong: wrong.get(name) }];
    }),
  );
}

export function differs(outcome: Outcome, expected: Expected): string | undefined {
  if (outcome.rows !== expected.rows) return `${outcome.rows} of ${expected.rows} rows`;
  if (outcome.cells !== expected.cells) return `${outcome.cells} of ${expected.cells} cells`;
  return outcome.check === expected.check ? undefined : 'other cells';
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
