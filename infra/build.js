import { ensureBuilt } from './ensure-built.js';

const note = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);

try {
  note(`built: ${await ensureBuilt(note)}`);
} catch (error) {
  note(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
