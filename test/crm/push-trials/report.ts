import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { TrialResult } from './trial.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Writes docs/push-trials.md: on what machine and commit, what was done to each push, and what came of it. */
export async function writeReport(results: readonly TrialResult[], command: string): Promise<void> {
  const file = join(ROOT, 'docs/push-trials.md');
  const text = reportText(results, command);
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }));
}

function reportText(results: readonly TrialResult[], command: string): string {
  const [cpu] = cpus();
  const wrong = results.filter(({ problems }) => problems.length > 0);
  return [
    '# Pushes into a real Tryton, under trials',
    '',
    `Written by \`${command}\`; do not edit.`,
    '',
    ABOUT,
    '',
    `- machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1) ?? ''} at the end`,
    `- Tryton ${trytonVersion()} on SQLite, one process of gunicorn with four threads, on the same machine`,
    `- commit ${commit()}`,
    '',
    `${results.length} pushes, ${wrong.length} of them wrong.`,
    '',
    '| trial | done to it | leads | delivered | of them found | edited | dead | calls | calls a thousand leads | leads a second | what is wrong |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...results.map(rowOf),
    '',
  ].join('\n');
}

const ABOUT = `Every push is a night of its own in one home and one Tryton: each lead gets another score and another text. The pushing process is a
process of its own over the real store, and every call passes a proxy that knows when to strike. After each push Tryton's own database is
looked into: every lead must have exactly its value and its text, must have been written once by the count of Tryton's history, and may be no
dead letter; a lead with a value that Tryton refuses must be a dead letter with Tryton's reason and must not have been written; a value that
a person wrote must stand. Calls are those that read or write leads, of all processes that pushed the night; leads a second those of the process that ended it, which
after kills finds most of its leads written.
A lead that was refused in the night before goes in a call of its own: 50 calls in the night after the poison.
A lead is _found_ when an earlier process, or a call whose answer was lost, had written it.`;

function rowOf({ name, done, leads, calls, end, problems }: TrialResult): string {
  const { delivered = 0, found = 0, edited = 0, dead = 0 } = end?.result ?? {};
  const thousand = leads === 0 ? 0 : (calls * 1_000) / leads;
  const speed = end === undefined ? 0 : (delivered * 1_000) / end.ms;
  const shown = [...problems.slice(0, 5), ...(problems.length > 5 ? [`and ${problems.length - 5} more`] : [])];
  const numbers = [leads, delivered, found, edited, dead, calls, thousand.toFixed(1), speed.toFixed(0)];
  return `| ${[name, done, ...numbers, shown.map(cell).join('<br>')].join(' | ')} |`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const trytonVersion = (): string =>
  /^trytond==(.*)$/m.exec(readFileSync(join(import.meta.dirname, '../tryton/requirements.txt'), 'utf8'))?.[1] ?? '';

function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' with uncommitted changes'}`;
  } catch {
    return 'unknown (no git here)';
  }
}
