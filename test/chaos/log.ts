import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { StackKind } from '../../infra/stack-choice.ts';
import type { SeedOutcome } from './seed.ts';

/** The seeds of one stack. */
export interface Trial {
  readonly stack: StackKind;
  readonly outcomes: readonly SeedOutcome[];
}

const ROOT = join(import.meta.dirname, '../..');

/** Writes docs/chaos.md: on what machine and commit, what was done to each night, and how it ended. */
export async function writeLog(trials: readonly Trial[], command: string): Promise<void> {
  const file = join(ROOT, 'docs/chaos.md');
  const text = logText(trials, { command, commit: commit() });
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }));
}

function logText(
  trials: readonly Trial[],
  { command, commit }: { readonly command: string; readonly commit: string },
): string {
  const [cpu] = cpus();
  return [
    '# Chaos',
    '',
    `Written by \`${command}\`; do not edit.`,
    '',
    ABOUT,
    '',
    `- machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.versions.node}`,
    `- commit ${commit}`,
    '',
    ...trials.flatMap(trialText),
    '',
  ].join('\n');
}

const ABOUT = `A seed draws one to four faults and their moments. Its night is the next day of a warehouse that goes on delivering, corrections and
deletions included, in one home for many seeds, so that each night builds on what the faults before it left. The same night runs undisturbed
for a second dictionary of the same content, and says what is right. A moment is a share of the time that the undisturbed night took.

- **kill** is \`kill -9\` of a worker, of Temporal, of HBase and HDFS, of the supervisor, or of the command that follows the night (which is given again)
- **freeze** is SIGSTOP, then SIGCONT; of a worker for longer than a heartbeat may be old, so that it meets another attempt at its own work
- **full disk** is a file-size limit of 0 bytes on the processes while they run
- **CRM**, **slow** and **source late** are faults inside of the real workers ([test/chaos/](../test/chaos/in-worker/module-hooks.js)) and of the warehouse

A night must be delivered, with a manifest (hashes of all accepted rows and of every file), files and leads equal to those of the
undisturbed one, or fail with a code of [operations.md](operations.md) that its faults explain, with nothing in sight that is not whole and
right; given again, the same command must deliver it. Whatever a machine can mend by itself, a kill or a late source, must not fail it. One
record in the ledger, no workflow and no process may be left, and no earlier night may have changed.`;

function trialText({ stack, outcomes }: Trial): string[] {
  const wrong = outcomes.filter(({ problems }) => problems.length > 0);
  const failed = outcomes.filter(({ ended }) => ended !== 'delivered');
  return [
    `## The stack ${stack}: ${outcomes.length} seeds, ${wrong.length} wrong`,
    '',
    `${outcomes.length - failed.length} nights were delivered through all of it, ${failed.length} failed clearly and were delivered when asked for again.`,
    '',
    '| seed | faults | ended | seconds | what is wrong |',
    '| --- | --- | --- | --- | --- |',
    ...outcomes.map(
      ({ seed, faults, ended, seconds, problems }) =>
        `| ${seed} | ${faults.join('<br>')} | ${ended} | ${seconds} | ${problems.map(cell).join('<br>')} |`,
    ),
    '',
  ];
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' with uncommitted changes'}`;
  } catch {
    return 'unknown (no git here)';
  }
}
