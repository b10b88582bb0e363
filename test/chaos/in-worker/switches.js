import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What is wrong in a home at the moment; its workers read it before each call that a fault may meet.
 * @typedef {{
 *   crm?: 'down' | 'refuses' | 'refuses some',
 *   slow?: { type: string, ms: number },
 * }} Switches
 */

const home = () => process.env['DAYBREAK_HOME'] ?? '';

/** @param {string} folder a home */
export const switchesFile = (folder) => join(folder, 'chaos-switches.json');
/** What the workers met, a line each. @param {string} folder a home */
export const metFile = (folder) => join(folder, 'chaos-met.log');

/** @returns {Switches} nothing is wrong where there is no file */
export function readSwitches() {
  try {
    return JSON.parse(readFileSync(switchesFile(home()), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

/** @param {string} what */
export const noteMet = (what) => {
  appendFileSync(metFile(home()), `${what}\n`);
};
