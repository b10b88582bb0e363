import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { secretSchema, type Secret } from '../domain/crm-settings.ts';
import { DaybreakError } from '../domain/errors.ts';

/** The text of a secret; a file's path is relative to the dictionary's folder. @throws DaybreakError SETTINGS_INVALID where it is not there */
export function secretValue(secret: Secret, folder: string, env: NodeJS.ProcessEnv): string {
  if ('env' in secret) {
    const value = env[secret.env] ?? '';
    if (value !== '') return value;
    throw new DaybreakError(
      'SETTINGS_INVALID',
      `the environment has no ${secret.env}, which settings.yaml names as a secret of the CRM`,
      `set ${secret.env} for the workers and give the command again: what runs already has the environment of its start`,
    );
  }
  try {
    return readFileSync(resolve(folder, secret.file), 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new DaybreakError(
      'SETTINGS_INVALID',
      `the file ${secret.file} cannot be read, which settings.yaml names as a secret of the CRM`,
      'write the secret into it and let only the user of the workers read it (chmod 600)',
      cause,
    );
  }
}

/** Every secret that the settings of a connection name, wherever it stands in them. */
export function secretsIn(connection: unknown): Secret[] {
  if (typeof connection !== 'object' || connection === null) return [];
  const { data } = secretSchema.safeParse(connection);
  return data ? [data] : Object.values(connection).flatMap(secretsIn);
}
