import pg from 'pg';
import { DaybreakError } from '../../domain/errors.ts';
import { CrmError } from '../crm.ts';

/** `row`: what the statement says of one of its rows is not taken. `slow`: the server gave it up, and took nothing of it. */
type Trouble = 'row' | 'slow' | 'transient' | 'permanent';

/** By SQLSTATE, the longest beginning that fits. */
const STATES: Readonly<Record<string, Trouble>> = {
  // data, constraints, what a trigger raises, the check of a view, a value too large for an index
  '22': 'row',
  '23': 'row',
  P0: 'row',
  '44': 'row',
  '54': 'row',
  // connection, rollback for a deadlock, resources, cancelled or shutting down, input and output
  '08': 'transient',
  '40': 'transient',
  '53': 'transient',
  '57': 'transient',
  '57014': 'slow',
  '58': 'transient',
  '55P03': 'transient',
  '25P03': 'transient',
};

/** Of Node and of the operating system, where no answer came. */
const NETWORK = new Set(
  'ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENETDOWN EAI_AGAIN ENOTFOUND ENOENT'.split(
    ' ',
  ),
);
/** Of the driver, whose own errors have no code. */
const NO_ANSWER = /terminated|timeout|timed out|not queryable|closed/i;

/** What an error of the server or of the way to it means, and how a person reads it. */
export function sortFailure(thrown: unknown): { readonly trouble: Trouble; readonly reason: string } {
  if (thrown instanceof pg.DatabaseError) {
    const { code = '', message, detail, routine } = thrown;
    // a row policy says "no permission" of one row; the message is in the server's language, the routine is not
    const ofRow = code === '42501' && routine === 'ExecWithCheckOptions';
    const trouble = ofRow ? 'row' : (STATES[code] ?? STATES[code.slice(0, 2)] ?? 'permanent');
    // the detail of a constraint holds the whole record, which a report must not show
    const more = code.startsWith('22') && detail !== undefined ? `: ${detail}` : '';
    return { trouble, reason: `${message}${more} (SQLSTATE ${code})` };
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const silent = NETWORK.has(code) || (code === '' && NO_ANSWER.test(error.message));
  return { trouble: silent ? 'transient' : 'permanent', reason: error.message || code };
}

/** A failure that concerns a whole call. A DaybreakError (a secret that is not there) goes through as it is. */
export function callFailure(thrown: unknown, doing: string): CrmError | DaybreakError {
  if (thrown instanceof CrmError || thrown instanceof DaybreakError) return thrown;
  const { trouble, reason } = sortFailure(thrown);
  const meant = trouble === 'row' ? 'permanent' : trouble === 'slow' ? 'transient' : trouble;
  return new CrmError(meant, `PostgreSQL did not ${doing}: ${reason}`, { cause: thrown });
}
