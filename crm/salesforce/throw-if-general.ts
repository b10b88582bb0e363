import { CrmError } from '../crm.ts';
import { describeObject } from './describe.ts';
import { generalFailure, type RowError } from './failure.ts';
import type { Session } from './session.ts';

/**
 * Looks whether the rows failed for something that a person must mend first; one error a row, undefined where it was written. A refused access
 * is that only where the object may not be written at all.
 * @throws CrmError `permanent`
 */
export async function throwIfGeneral(session: Session, errors: readonly (RowError | undefined)[]): Promise<void> {
  const failure = generalFailure(errors);
  if (!failure) return;
  if (failure.unsure && (await describeObject(session)).updateable) return;
  throw new CrmError('permanent', `Salesforce refused every row: ${failure.reason}`);
}
