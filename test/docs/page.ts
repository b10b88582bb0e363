import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopStack } from '../../infra/stop-stack.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What a page tells its reader to run, and what it says will be printed; undefined where it says nothing. */
export interface Step {
  readonly page: string;
  readonly commands: string;
  readonly printed: string | undefined;
}

/** The ```sh blocks of a page in order, each with the ```text block that comes before the next one. */
export function stepsOf(page: string): Step[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const blocks = Array.from(text.matchAll(/^```(\w+)\n([^]*?)^```$/gm), ([, language, content = '']) => ({
    language,
    content,
  }));
  return blocks.flatMap(({ language, content }, i) => {
    const after = blocks[i + 1];
    return language === 'sh'
      ? [{ page, commands: content, printed: after?.language === 'text' ? after.content : undefined }]
      : [];
  });
}

/** A session that has not ended by then is ended. */
export const SESSION_PATIENCE_MS = 400_000;

/** A line that no command prints; it parts the output of one step from that of the next. */
const END_OF_STEP = '=== end of step ===';

/**
 * Runs steps one after the other in one terminal session, in a folder of its own where `npx daybreak` and `npm start --` are this checkout's.
 * @param prepare puts files into the folder first
 * @returns what each step printed on standard output. @throws Error with what the session said, when a command fails
 */
export async function runSteps(steps: readonly Step[], prepare: (folder: string) => Promise<void>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'daybreak pages '));
  try {
    await prepare(folder);
    return await runIn(folder, steps);
  } finally {
    // homes that a page made; whatever happened, nothing that it started stays
    const places = [folder, ...readdirSync(folder).map((name) => join(folder, name))];
    for (const home of places) if (existsSync(join(home, '.daybreak'))) await stopStack(home);
    await rm(folder, { recursive: true, force: true });
  }
}

async function runIn(folder: string, steps: readonly Step[]): Promise<string[]> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const daybreak = `exec "${process.execPath}" "${join(ROOT, 'cli/daybreak.js')}"`;
  await writeProgram(join(bin, 'npx'), `[ "$1" = daybreak ] && shift && ${daybreak} "$@"`);
  await writeProgram(join(bin, 'npm'), `[ "$1 $2" = "start --" ] && shift 2 && ${daybreak} start "$@"`);
  const script = steps.map(({ commands }) => `${commands}echo '${END_OF_STEP}'\n`).join('');
  const env: NodeJS.ProcessEnv = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, TMPDIR: folder };
  delete env['DAYBREAK_HOME'];
  const session = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // a group of its own, so that what it waits for ends with it
    detached: true,
  });
  const patience = setTimeout(() => process.kill(-(session.pid ?? 0), 'SIGTERM'), SESSION_PATIENCE_MS);
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  session.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  session.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  await once(session, 'close');
  clearTimeout(patience);
  const outputs = Buffer.concat(out).toString().split(`${END_OF_STEP}\n`);
  if (session.exitCode !== 0) {
    const failed = steps[outputs.length - 1]?.commands ?? '';
    throw new Error(`these commands failed:\n${failed}\n${outputs.at(-1) ?? ''}\n${Buffer.concat(err).toString()}`);
  }
  return outputs.slice(0, -1);
}

/** A shell script that fails where it is called otherwise than it expects. */
async function writeProgram(path: string, script: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${script}\nexit 1\n`);
  await chmod(path, 0o755);
}

/** Whether output is what a page says: `…` stands for any characters in a line, a line of it alone for any lines; blanks at line ends do not count. */
export function isAsPrinted(output: string, printed: string): boolean {
  const pattern = linesOf(printed)
    .map((line) => (line === '…' ? '(?:.*\n)*?' : `${line.split('…').map(literally).join('.*')}\n`))
    .join('');
  return new RegExp(`^${pattern}$`).test(
    linesOf(output)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

const linesOf = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
