import { readLeads } from './read-leads.ts';
import { openTables, type Tables } from './tables.ts';
import { removeOlder } from './remove-older.ts';
import { writeLeads } from './write-leads.ts';
import { bookFailure } from './book-failure.ts';
import type { LeadBook } from '../lead-book.ts';

/** The leads that `daybreak leads` reads, in an lmdb folder of their own. It is opened by the first call, so that asking for the port costs nothing. */
export function openLeadBook({ folder }: { readonly folder: string }): LeadBook {
  let opened: Tables | undefined;
  const attempt = <T>(doing: 'read' | 'write', work: (tables: Tables) => T): Promise<T> =>
    new Promise((resolve) => {
      try {
        opened ??= openTables(folder);
        // A read transaction that is kept from before would not see what other processes wrote since.
        opened.root.resetReadTxn();
        resolve(work(opened));
      } catch (thrown) {
        throw bookFailure(thrown, doing, folder);
      }
    });
  return {
    push: (target, leads) => attempt('write', (tables) => writeLeads(tables, target, leads)),
    finish: (target, ofRun) => attempt('write', (tables) => removeOlder(tables, target, ofRun)),
    leads: (dictionary, date, top) => attempt('read', (tables) => readLeads(tables, dictionary, date, top)),
    async close() {
      await opened?.root.close();
      opened = undefined;
    },
  };
}
