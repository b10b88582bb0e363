import type { SnapshotModel } from '../../domain/night-snapshot.ts';
import type { LoadedModel, Scorer } from '../../scoring/scorer.ts';
import type { Ports } from '../ports.ts';

/** Models that a thread keeps loaded and warm; of more, the one that was used longest ago is closed. */
const MOST_SESSIONS = 64;

interface Session {
  readonly model: Promise<LoadedModel>;
  users: number;
}

/** By the model's blob, which is named by its content, and its manifest. A scorer is a thread's own. */
const sessionsOf = new WeakMap<Scorer, Map<string, Session>>();

/** Does work with a model that stays loaded for the next time: loading and warming up costs as much as a thousand rows. */
export async function withSession<T>(
  { blobs, scorer }: Pick<Ports, 'blobs' | 'scorer'>,
  { blob, manifest }: SnapshotModel,
  work: (model: LoadedModel) => Promise<T>,
): Promise<T> {
  const sessions = sessionsOf.get(scorer) ?? new Map<string, Session>();
  sessionsOf.set(scorer, sessions);
  const key = `${blob}\n${JSON.stringify(manifest)}`;
  const session = sessions.get(key) ?? {
    model: blobs.read(blob).then((content) => scorer.load(content, manifest)),
    users: 0,
  };
  // Last in the map is used last.
  sessions.delete(key);
  sessions.set(key, session);
  session.users++;
  try {
    const model = await session.model.catch((error: unknown) => {
      // One that cannot be loaded is tried again the next time.
      sessions.delete(key);
      throw error;
    });
    return await work(model);
  } finally {
    session.users--;
    await closeOldest(sessions);
  }
}

async function closeOldest(sessions: Map<string, Session>): Promise<void> {
  for (const [key, session] of sessions) {
    if (sessions.size <= MOST_SESSIONS) return;
    if (session.users > 0) continue;
    sessions.delete(key);
    await (await session.model).close();
  }
}
