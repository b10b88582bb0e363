import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DaybreakError, ERROR_CODES } from '../../domain/errors.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
const explained = Array.from(page.matchAll(/^- \*\*`(\w+)`\*\*( ↻)?: ./gm), ([, code = '', again]) => ({
  code,
  again: again !== undefined,
}));

it('explains every failure once, and says which are tried again', () => {
  const failures = ERROR_CODES.map((code) => ({ code, again: new DaybreakError(code, '', '').retry === 'retry' }));
  const byCode = (a: { code: string }, b: { code: string }): number => a.code.localeCompare(b.code);
  expect(explained.sort(byCode)).toEqual(failures.sort(byCode));
});
