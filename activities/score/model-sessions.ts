import { DaybreakError } from '../../domain/errors.ts';
import type { SnapshotModel } from '../../domain/night-snapshot.ts';
import type { LoadedModel, Scorer } from '../../scoring/scorer.ts';
import type { Ports } from '../ports.ts';
import { isNamedBy } from '../run-files.ts';

/** Memory of the models that a thread keeps loaded and warm; of more, those that were used longest ago are closed. The last one stays, however large. */
const MOST_BYTES = 1024 ** 3;
/** Memory of a session, as a multiple of its file: 4 to 8 was measured with trees, of which it keeps several tables. */
const BYTES_A_FILE_BYTE = 7;

type SessionPorts = Pick<Ports, 'blobs' | 'scorer' | 'sha256'>;

interface Session {
  readonly model: Promise<LoadedModel>;
  /** Memory that it takes; 0 until its file is read. */
  bytes: number;
  users: number;
}

/** By the model's blob, which is named by its content, and its manifest. A scorer is a thread's own. */
const sessionsOf = new WeakMap<Scorer, Map<string, Session>>();

/** Does work with a model that stays loaded for the next time: loading and warming up costs as much as a thousand rows. */
export async function withSession<T>(
  ports: SessionPorts,
  model: SnapshotModel,
  work: (model: LoadedModel) => Promise<T>,
  mostBytes = MOST_BYTES,
): Promise<T> {
  const sessions = sessionsOf.get(ports.scorer) ?? new Map<string, Session>();
  sessionsOf.set(ports.scorer, sessions);
  const key = `${model.blob}\n${JSON.stringify(model.manifest)}`;
  const session = sessions.get(key) ?? begun(ports, model);
  // Last in the map is used last.
  sessions.delete(key);
  sessions.set(key, session);
  session.users++;
  try {
    const loaded = await session.model.catch((error: unknown) => {
      // One that cannot be loaded is tried again the next time.
      sessions.delete(key);
      throw error;
    });
    return await work(loaded);
  } finally {
    session.users--;
    await closeOldest(sessions, mostBytes);
  }
}

function begun({ blobs, scorer, sha256 }: SessionPorts, { blob, manifest }: SnapshotModel): Session {
  const load = async (): Promise<LoadedModel> => {
    const content = await blobs.read(blob);
    if (!isNamedBy(blob, sha256(content))) {
      const next = `remove ${blobs.locate(blob)}: the next night with the model writes it anew`;
      throw new DaybreakError('BLOB_CORRUPT', `${blob} is not the model that its name says`, next);
    }
    session.bytes = content.length * BYTES_A_FILE_BYTE;
    return scorer.load(content, manifest);
  };
  const session: Session = { bytes: 0, users: 0, model: Promise.resolve().then(load) };
  return session;
}

async function closeOldest(sessions: Map<string, Session>, mostBytes: number): Promise<void> {
  let kept = [...sessions.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  for (const [key, session] of sessions) {
    if (kept <= mostBytes || sessions.size === 1) return;
    if (session.users > 0) continue;
    sessions.delete(key);
    kept -= session.bytes;
    await (await session.model).close();
  }
}
