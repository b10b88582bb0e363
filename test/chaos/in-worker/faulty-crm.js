import { noteMet, readSwitches } from './switches.js';

/** @import { LeadBook, PushOutcome } from '../../../crm/lead-book.ts' */
/** @import { DaybreakError } from '../../../domain/errors.ts' */

/** @type {PushOutcome} */
const REFUSED = { state: 'refused', reason: 'it is being maintained' };

/**
 * The CRM of a real worker, which is down or refuses leads while the switch says so.
 * @param {(options: { folder: string }) => LeadBook} open
 * @param {typeof DaybreakError} failure of the worker's own build
 * @returns {(options: { folder: string }) => LeadBook}
 */
export const faultyCrm = (open, failure) => (options) => {
  const real = open(options);
  return {
    ...real,
    async push(target, leads) {
      const { crm } = readSwitches();
      if (crm === undefined) return real.push(target, leads);
      noteMet(`the CRM ${crm === 'down' ? 'is down' : crm}`);
      if (crm === 'down') throw new failure('CRM_FAILED', 'the CRM does not answer', 'wait until it does');
      const isRefused = (/** @type {number} */ i) => crm === 'refuses' || i % 3 === 0;
      const taken = await real.push(
        target,
        leads.filter((_, i) => !isRefused(i)),
      );
      return leads.map((_, i) => (isRefused(i) ? undefined : taken.shift()) ?? REFUSED);
    },
  };
};
