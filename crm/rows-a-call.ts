import { CrmError } from './crm.ts';

/** @throws CrmError `batch` for more rows than a call takes, before anything is sent */
export function checkRows(doing: 'read' | 'write', rows: number, most: number): void {
  if (rows > most) throw new CrmError('batch', `a call of ${doing} takes at most ${most} rows, not ${rows}`);
}
