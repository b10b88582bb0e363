import type { Database } from 'lmdb';

/** lmdb's code of a commit that it could not make and has taken back whole. */
const BAD_TRANSACTION = -30782;
const MOST_ATTEMPTS = 8;

/**
 * Work in one transaction: all of it is kept, or nothing. The work may be done more than once, so it reads what it starts from inside.
 * Now and then lmdb-js takes a sound commit back, by a fault in how it keeps its list of free pages ("reserved freelist had a data entry with
 * zero-size": it asks for the size of an entry before it asks whether there is one); the same work then goes through.
 */
export function transact<T>(root: Pick<Database, 'transactionSync'>, work: () => T): T {
  for (let attempt = 1; ; attempt++) {
    try {
      return root.transactionSync(work);
    } catch (thrown) {
      if (attempt === MOST_ATTEMPTS || !wasTakenBack(thrown)) throw thrown;
    }
  }
}

const wasTakenBack = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === BAD_TRANSACTION;
