import type { Secret } from '../../domain/crm-settings.ts';
import { DaybreakError } from '../../domain/errors.ts';
import type { HttpSettings } from './settings.ts';

/** @throws DaybreakError SETTINGS_INVALID for a secret that is missing, or that no header can carry */
export function authHeaders(auth: HttpSettings['auth'], secret: (secret: Secret) => string): Record<string, string> {
  if (auth === 'none') return {};
  if ('bearer' in auth) return { authorization: `Bearer ${printable(auth.bearer, secret)}` };
  if ('header' in auth) return { [auth.header.name]: printable(auth.header.value, secret) };
  const { user, password } = auth.basic;
  return { authorization: `Basic ${Buffer.from(`${user}:${secret(password)}`).toString('base64')}` };
}

/** fetch would say the whole secret in its error. */
function printable(where: Secret, secret: (secret: Secret) => string): string {
  const value = secret(where);
  if (/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value)) return value;
  const name = 'env' in where ? where.env : where.file;
  throw new DaybreakError(
    'SETTINGS_INVALID',
    `the secret in ${name} has a line break, a space at an end or a letter that no HTTP header can carry`,
    'write the token alone into it',
  );
}
