import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../../infra/lock.js';
import { makeCompany } from './company.ts';
import type { TrytonEnvironment } from './environment.ts';
import { configOf, startGunicorn } from './gunicorn.ts';
import { DATABASE, PASSWORDS, sessionOf } from './people.ts';

const run = promisify(execFile);

const COPY = 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", (sys.argv[2],))';

/** A database as makeCompany leaves it, made once (a minute) and then copied. Gives its file. */
export async function templateDatabase(environment: TrytonEnvironment): Promise<string> {
  const sources = ['company.ts', 'people.ts', 'template.ts'].map((name) =>
    readFileSync(join(import.meta.dirname, name)),
  );
  const hash = createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 12);
  const template = join(environment.folder, `template-${hash}.sqlite`);
  return withLock(`${template}.lock`, async () => {
    if (existsSync(template)) return template;
    const folder = join(environment.folder, `draft-${hash}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const config = configOf(folder);
    const database = join(folder, 'db', `${DATABASE}.sqlite`);
    const password = join(folder, 'password');
    writeFileSync(database, '');
    writeFileSync(password, PASSWORDS.admin, { mode: 0o600 });
    const admin = (...args: readonly string[]): Promise<unknown> =>
      run(environment.python, [join(environment.folder, 'bin/trytond-admin'), '-c', config, '-d', DATABASE, ...args], {
        env: { ...process.env, TRYTONPASSFILE: password },
      });

    await admin('--all', '--email', 'admin@example.org');
    await admin('-u', 'sale_opportunity', '--activate-dependencies');
    const server = await startGunicorn(environment, folder, 0);
    try {
      const session = sessionOf(server.url, 'admin');
      await makeCompany(session);
      await session.close();
    } finally {
      await server.kill();
    }
    // what was written last lies in a file beside the database; a copy of its own has everything
    await run(environment.python, ['-c', COPY, database, join(folder, 'copy')]);
    renameSync(join(folder, 'copy'), template);
    rmSync(folder, { recursive: true, force: true });
    return template;
  });
}
