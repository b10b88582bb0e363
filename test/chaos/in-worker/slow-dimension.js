import { setTimeout as sleep } from 'node:timers/promises';
import { noteMet, readSwitches } from './switches.js';

/** @typedef {Record<string, (task: { type?: string }) => Promise<unknown>>} Activities */

/**
 * The activities of a real compute worker, whose dimension of the switch takes its time.
 * @param {(...args: unknown[]) => Activities} open
 * @returns {(...args: unknown[]) => Activities}
 */
export const slowDimension =
  (open) =>
  (...args) => {
    const activities = open(...args);
    const { computeShard } = activities;
    if (computeShard === undefined) throw new Error('there is no activity computeShard to slow down');
    return {
      ...activities,
      async computeShard(task) {
        const { slow } = readSwitches();
        if (slow !== undefined && slow.type === task.type) {
          noteMet(`${slow.type} is slow`);
          await sleep(slow.ms);
        }
        return computeShard(task);
      },
    };
  };
