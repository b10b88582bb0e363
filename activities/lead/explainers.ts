import type { SnapshotModel } from '../../domain/night-snapshot.ts';
import type { Explainer } from '../../scoring/explainer.ts';
import type { Scorer } from '../../scoring/scorer.ts';
import type { Ports } from '../ports.ts';

/** Explainers that a thread keeps: making one takes as long as explaining thousands of leads, and its tables are large. */
const MOST_KEPT = 4;

interface Kept {
  readonly explainer: Promise<Explainer>;
  users: number;
}

/** By the model's blob, which is named by its content, its manifest and the output. A scorer is a thread's own. */
const keptOf = new WeakMap<Scorer, Map<string, Kept>>();

/** Does work with an explainer that stays for the next part. */
export async function withExplainer<T>(
  { blobs, scorer }: Pick<Ports, 'blobs' | 'scorer'>,
  { blob, manifest }: SnapshotModel,
  output: string,
  work: (explainer: Explainer) => Promise<T>,
): Promise<T> {
  const all = keptOf.get(scorer) ?? new Map<string, Kept>();
  keptOf.set(scorer, all);
  const key = JSON.stringify([blob, output, manifest]);
  const kept = all.get(key) ?? {
    explainer: blobs.read(blob).then((content) => scorer.explain(content, manifest, output)),
    users: 0,
  };
  // Last in the map is used last.
  all.delete(key);
  all.set(key, kept);
  kept.users++;
  try {
    const explainer = await kept.explainer.catch((error: unknown) => {
      // One that cannot be made is tried again the next time.
      all.delete(key);
      throw error;
    });
    return await work(explainer);
  } finally {
    kept.users--;
    await closeOldest(all);
  }
}

async function closeOldest(all: Map<string, Kept>): Promise<void> {
  for (const [key, { explainer, users }] of all) {
    if (all.size <= MOST_KEPT) return;
    if (users > 0) continue;
    all.delete(key);
    await (await explainer).close();
  }
}
