import { requireNode } from './node-version.js';

requireNode();

const say = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

import('../infra/run-tests.js')
  .then(({ runTests }) => runTests(process.argv.slice(2), say))
  .then(({ passed, failed, skipped, onlyAgain }) => {
    const more = [
      ...(skipped === 0 ? [] : [`${skipped} skipped`]),
      ...(onlyAgain === 0 ? [] : [`${onlyAgain} only when run again`]),
    ];
    say([`${passed} passed, ${failed} failed`, ...more].join(', '));
    process.exitCode = failed === 0 ? 0 : 1;
  })
  .catch((/** @type {unknown} */ error) => {
    say(error instanceof Error ? error.message : String(error));
    say('0 passed, 1 failed');
    process.exitCode = 1;
  });
