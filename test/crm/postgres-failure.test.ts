import pg from 'pg';
import { expect, it } from 'vitest';
import { DaybreakError } from '../../domain/errors.ts';
import { callFailure, sortFailure } from '../../crm/postgres/failure.ts';

const said = (code: string, more: Partial<pg.DatabaseError> = {}): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('as the server says it', 0, 'error'), { code, ...more });

it.each([
  ['22003', 'row'],
  ['23505', 'row'],
  ['44000', 'row'],
  ['54000', 'row'],
  ['P0001', 'row'],
  ['08006', 'transient'],
  ['40001', 'transient'],
  ['40P01', 'transient'],
  ['53300', 'transient'],
  ['55P03', 'transient'],
  ['57P01', 'transient'],
  ['57014', 'slow'],
  ['58030', 'transient'],
  ['42501', 'permanent'],
  ['42703', 'permanent'],
  ['42P01', 'permanent'],
  ['28P01', 'permanent'],
  ['25006', 'permanent'],
  ['XX000', 'permanent'],
])('takes SQLSTATE %s for %s', (code, trouble) => {
  expect(sortFailure(said(code))).toEqual({ trouble, reason: `as the server says it (SQLSTATE ${code})` });
});

it('takes a row policy for what it says of one row, in any language', () => {
  expect(sortFailure(said('42501', { routine: 'ExecWithCheckOptions' })).trouble).toBe('row');
});

it.each([
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'transient'],
  [new Error('Connection terminated unexpectedly'), 'transient'],
  [new Error('timeout exceeded when trying to connect'), 'transient'],
  [new Error('Query read timeout'), 'transient'],
  [Object.assign(new Error('self-signed certificate'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'permanent'],
  [new Error('The server does not support SSL connections'), 'permanent'],
])('takes %s for %s', (thrown, trouble) => {
  expect(sortFailure(thrown).trouble).toBe(trouble);
});

it('shows the details of a value, and of a record that belongs to people nothing', () => {
  const detail = 'Failing row contains (1, Confidential Ltd)';
  expect(sortFailure(said('23514', { detail })).reason).not.toContain('Confidential');
  expect(sortFailure(said('22003', { detail: 'precision 5, scale 4' })).reason).toContain('precision 5, scale 4');
});

it('says of a whole call what was not done, and lets a missing secret through', () => {
  expect(callFailure(said('42501'), 'take records')).toMatchObject({
    trouble: 'permanent',
    message: 'PostgreSQL did not take records: as the server says it (SQLSTATE 42501)',
  });
  expect(callFailure(said('57014'), 'give records')).toMatchObject({ trouble: 'transient' });
  const missing = new DaybreakError('SETTINGS_INVALID', 'no secret', 'set it');
  expect(callFailure(missing, 'give records')).toBe(missing);
});
