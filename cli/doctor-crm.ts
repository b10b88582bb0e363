import { join } from 'node:path';
import { asDaybreakError } from '../domain/errors.ts';
import { missing, ok, type DoctorCheck } from '../infra/doctor-check.ts';
import { chooseCrm, openDictionaryFolders, secretsIn, secretValue } from '../workers/without-temporal.ts';

/**
 * Whether every dictionary that names a CRM has what is needed to open it: settings that the adapter takes, and secrets. The CRM itself is
 * not asked: `push check` does. Nothing for a home without a CRM.
 */
export async function checkCrms(home: string): Promise<DoctorCheck[]> {
  const folder = join(home, 'dictionaries');
  const dictionaries = openDictionaryFolders({ folder });
  const checks: DoctorCheck[] = [];
  for (const name of await dictionaries.list()) {
    // what is wrong with the folder itself, `dictionary check` says
    const crm = await dictionaries.read(name).then(({ settings }) => settings.crm, () => undefined); // prettier-ignore
    if (!crm) continue;
    const title = `CRM of ${name}`;
    try {
      // an adapter may ask for its secrets only when it calls
      for (const secret of secretsIn(crm.connection)) secretValue(secret, join(folder, name), process.env);
      const opened = await chooseCrm(crm, [], { folder: join(folder, name), state: join(home, '.daybreak') });
      await opened.close();
      checks.push(
        ok(title, `${crm.adapter}, for ${Object.keys(crm.push).join(', ')}; ask it: npx daybreak push check ${name}`),
      );
    } catch (error) {
      const { message, next } = asDaybreakError(error);
      checks.push(missing(title, message, next));
    }
  }
  return checks;
}
