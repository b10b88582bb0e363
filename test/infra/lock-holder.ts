// Adds one to a number in a file, again and again, each time under the lock: without mutual exclusion some additions get lost.
import { readFileSync, writeFileSync } from 'node:fs';
import { withLock } from '../../infra/lock.js';

const [lock = '', counter = '', times = '0'] = process.argv.slice(2);
for (let i = 0; i < Number(times); i++) {
  await withLock(lock, async () => {
    const before = Number(readFileSync(counter, 'utf8'));
    await new Promise(setImmediate);
    writeFileSync(counter, String(before + 1));
  });
}
