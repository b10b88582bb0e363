import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrytonSession } from '../../crm/tryton/session.ts';
import { openDatabase, type TrytonDatabase } from './tryton/database.ts';
import type { TrytonEnvironment } from './tryton/environment.ts';
import { startGunicorn } from './tryton/gunicorn.ts';
import { DATABASE, sessionOf, type TrytonUser } from './tryton/people.ts';
import { trytonRights, type TrytonRights } from './tryton/rights.ts';
import { templateDatabase } from './tryton/template.ts';

/** A real Tryton with a company and its people, over a database of its own. */
export interface TestTryton extends TrytonDatabase, TrytonRights {
  readonly url: string;
  /** A session of one of its people; ends with it. */
  readonly as: (user: TrytonUser) => TrytonSession;
  /** A lead as a person changes it, whatever it was before. */
  edit(reference: string, values: Readonly<Record<string, unknown>>): Promise<void>;
  readonly kill: () => Promise<void>;
  /** On the same data and port, after `kill`. */
  readonly restart: () => Promise<void>;
  readonly pause: (paused: boolean) => void;
  readonly stop: () => Promise<void>;
}

/** The first one on a machine takes a minute or two: Tryton is installed and its database made. Later ones take seconds. */
export async function startTryton(environment: TrytonEnvironment): Promise<TestTryton> {
  const template = await templateDatabase(environment);
  const folder = await mkdtemp(join(tmpdir(), 'daybreak-tryton-'));
  const file = join(folder, 'db', `${DATABASE}.sqlite`);
  await mkdir(join(folder, 'db'));
  await copyFile(template, file);
  let server = await startGunicorn(environment, folder, 0);
  const { url, port } = server;
  const sessions = new Map<TrytonUser, TrytonSession>();
  const as = (user: TrytonUser): TrytonSession => {
    const session = sessions.get(user) ?? sessionOf(url, user);
    sessions.set(user, session);
    return session;
  };
  return {
    url,
    ...openDatabase(environment, file),
    ...trytonRights(as('admin')),
    as,
    async edit(reference, values) {
      const person = as('person');
      const ids = await person.call('model.sale.opportunity.search', [[['reference', '=', reference]], 0, null, null]);
      await person.call('model.sale.opportunity.write', [ids, values]);
    },
    kill: () => server.kill(),
    async restart() {
      server = await startGunicorn(environment, folder, port);
    },
    pause: (paused) => {
      server.pause(paused);
    },
    async stop() {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
