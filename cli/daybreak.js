#!/usr/bin/env node
import { requireNode } from './node-version.js';

requireNode();

const note = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);

async function run() {
  // imported here and not at the top: an old Node would stumble over their syntax before it could say that it is too old
  const { realpathSync } = await import('node:fs');
  const { join } = await import('node:path');
  const { pathToFileURL } = await import('node:url');
  const { ensureBuilt } = await import('../infra/ensure-built.js');
  // the link is followed once, so that every module comes from the same build
  const dist = realpathSync(await ensureBuilt(note));
  await import(pathToFileURL(join(dist, 'cli', 'main.js')).href);
}

run().catch((/** @type {unknown} */ error) => {
  note(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
