import { requireNode } from './node-version.js';

requireNode();

const note = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);

import('../infra/ensure-installed.js')
  .then(({ ensureInstalled }) => ensureInstalled(note))
  // in this very process, so that signals and the exit code are the command's own
  .then(() => {
    process.argv.splice(2, 0, 'start');
    return import('./daybreak.js');
  })
  .catch((/** @type {unknown} */ error) => {
    note(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
