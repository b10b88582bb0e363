import { setTimeout as sleep } from 'node:timers/promises';
import type { PushEnd } from './pusher.ts';
import { pushed, trial, type TrialResult, type Trials } from './trial.ts';

/** The pushing process dies again and again, wherever it is. A night that ends too soon is followed by another one. */
export async function kills(trials: Trials, wanted: number): Promise<TrialResult[]> {
  const results: TrialResult[] = [];
  for (let killed = 0; killed < wanted;) {
    results.push(
      await trial(trials, 'the pushing process is killed', async (night) => {
        const { world, random } = trials;
        const first = killed;
        let end: PushEnd | undefined;
        while (end === undefined) {
          // calls of this process before it dies, the side of the call and the time after it; beyond the last kill it lives
          const at = killed < wanted ? 1 + Math.floor(random() * 5) : Infinity;
          const side = random() < 0.5 ? 'before' : 'after';
          const waitMs = random() < 0.5 ? 0 : random() * 300;
          const pusher = await world.push(night);
          world.proxy.reset();
          world.proxy.disturb = ({ number }, when) => {
            if (number === at && when === side) setTimeout(pusher.kill, waitMs);
            return undefined;
          };
          end = await pusher.ended;
          if (end === undefined) killed += 1;
        }
        const problems = end.failure ? [`the push failed: ${end.failure.message}`] : [];
        return { done: `${killed - first} times with kill -9`, end, problems };
      }),
    );
  }
  return results;
}

/** Tryton is killed before it has a write, and after it has carried one out but before its answer is there. */
export const restart = (trials: Trials): Promise<TrialResult> =>
  trial(trials, 'the server restarted midway', async (night) => {
    const { tryton, proxy } = trials.world;
    const comebacks: Promise<void>[] = [];
    const strikes = ['before', 'after'];
    let writes = 0;
    proxy.disturb = async ({ rows }, when) => {
      if (rows > 0 && when === 'before') writes += 1;
      if (rows === 0 || writes < 2 || when !== strikes[0]) return undefined;
      strikes.shift();
      writes = 0;
      await tryton.kill();
      comebacks.push(sleep(1_000).then(tryton.restart));
      return 'lose';
    };
    const { end, problems } = await pushed(trials, night);
    await Promise.all(comebacks);
    if (strikes.length > 0) problems.push('the server was not killed as often as it should');
    return { done: 'killed before a write and after another, and started again', end, problems };
  });

const PATIENCE_SECONDS = 12;

/** Answers that come too late: of writes that Tryton has carried out, of reads, and of a server that stands still. */
export const slow = (trials: Trials): Promise<TrialResult> =>
  trial(trials, 'slow answers', async (night) => {
    const { tryton, proxy } = trials.world;
    const late = new Set(['write', 'read', 'still']);
    const hold = (PATIENCE_SECONDS + 2) * 1_000;
    proxy.disturb = async ({ rows }, when) => {
      if (when === 'before' && rows > 0 && !late.has('write') && late.delete('still')) {
        tryton.pause(true);
        setTimeout(() => {
          tryton.pause(false);
        }, hold);
      }
      if (when === 'after' && late.delete(rows > 0 ? 'write' : 'read')) await sleep(hold);
      return undefined;
    };
    const { end, problems } = await pushed(trials, night, { limits: { timeout_seconds: PATIENCE_SECONDS } });
    if (late.size > 0) problems.push(`never late: ${[...late].join(', ')}`);
    return {
      done: `a write, a read and a server that stands still take longer than the ${PATIENCE_SECONDS} s of the settings`,
      end,
      problems,
    };
  });

/** A person edits leads while they are pushed: before their write, between it and its read-back, and when all is done with them. */
export function edits(trials: Trials, count: number): Promise<TrialResult> {
  const { world, random, kept } = trials;
  const free = world.ids.filter((id) => !kept.has(id));
  const edited = new Map<string, number>();
  while (edited.size < count) {
    edited.set(free[Math.floor(random() * free.length)] ?? '', Math.round(random() * 1e4) / 1e4);
  }
  return trial(
    trials,
    'a person edits values during the push',
    async (night) => {
      const waiting = [...edited];
      const done: string[] = [];
      world.proxy.disturb = async (call, when) => {
        const next = random() < 0.6 ? waiting.shift() : undefined;
        if (next === undefined) return undefined;
        await world.tryton.edit(next[0], { conversion_probability: next[1] });
        done.push(`${when} ${call.rows > 0 ? 'a write' : 'a read'}`);
        return undefined;
      };
      const { end, problems } = await pushed(trials, night, { limits: { rows_a_call: 50 } });
      for (const [id, score] of waiting) await world.tryton.edit(id, { conversion_probability: score });
      return { done: `${done.length} of ${count} values, ${counted(done)}; the others after it`, end, problems };
    },
    { edited },
  );
}

function counted(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
}
