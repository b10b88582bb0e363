import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { PeerPackages } from './engine/peer-packages.ts';
import { markdownOf, type Section } from './section.ts';

interface Run {
  readonly command: string;
  readonly packages: PeerPackages;
  readonly elapsedMs: number;
}

const ROOT = join(import.meta.dirname, '..');

/** Writes docs/benchmarks.md: what was measured, on what, of which commit, and how to do it again. */
export async function writeReport(sections: readonly Section[], { command, packages, elapsedMs }: Run): Promise<void> {
  const [cpu] = cpus();
  const versions = [...packages.versions].filter(([name]) => name !== 'pip' && name !== 'setuptools');
  const pinned = versions.filter(([name]) => SHOWN.has(name)).map(([name, version]) => `${name} ${version}`);
  const text = [
    '# Benchmarks',
    '',
    `Written by \`${command}\`; do not edit. It took ${Math.ceil(elapsedMs / 60_000)} minutes.`,
    '',
    `- machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`,
    `- Node ${process.versions.node}; ${pinned.join(', ')}`,
    `- commit ${commit()}`,
    ...packages.missing.map((line) => `- ${line}`),
    '',
    ...sections.map(markdownOf),
  ].join('\n');
  const file = join(ROOT, 'docs/benchmarks.md');
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }));
}

const SHOWN = new Set(['duckdb', 'polars', 'pyspark', 'pyarrow', 'numpy', 'xgboost', 'scikit-learn']);

function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' with uncommitted changes'}`;
  } catch {
    return 'unknown (no git here)';
  }
}
