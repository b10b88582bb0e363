/** @import { LoadHook } from 'node:module' */

const here = (/** @type {string} */ name) => JSON.stringify(new URL(name, import.meta.url).href);

/**
 * Modules of a build that are put in a wrapping, by the end of their URL. The wrapping imports by name: a worker whose module has
 * no such export does not start, and a module that has moved meets no fault, which a seed with that fault reports.
 * @type {Record<string, (real: string) => string>}
 */
const WRAPPINGS = {
  '/crm/lmdb-book/lead-book.js': (real) => `
    import { openLeadBook as open } from ${JSON.stringify(real)};
    import { DaybreakError } from ${JSON.stringify(new URL('../../domain/errors.js', real).href)};
    import { faultyCrm } from ${here('faulty-crm.js')};
    export const openLeadBook = faultyCrm(open, DaybreakError);`,
  '/workers/thread-activities.js': (real) => `
    import { threadActivities as open } from ${JSON.stringify(real)};
    import { slowDimension } from ${here('slow-dimension.js')};
    export const threadActivities = slowDimension(open);`,
};

const UNWRAPPED = '?unwrapped';

/** @type {LoadHook} */
export function load(url, context, next) {
  const wrapping = Object.entries(WRAPPINGS).find(([end]) => url.endsWith(end))?.[1];
  if (wrapping === undefined) return next(url, context);
  return { format: 'module', shortCircuit: true, source: wrapping(`${url}${UNWRAPPED}`) };
}
