import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ok, warning, type DoctorCheck } from '../infra/doctor-check.ts';
import { openDictionaryFolders } from '../workers/without-temporal.ts';
import { dropWarnings } from './folder-warnings.ts';

/** Whether the folders that nights wait for can be found. A dictionary whose sources name no folder, or that cannot be read, is passed over. */
export async function checkSources(home: string): Promise<DoctorCheck[]> {
  const dictionaries = openDictionaryFolders({ folder: join(home, 'dictionaries') });
  const checks: DoctorCheck[] = [];
  for (const name of await dictionaries.list()) {
    // what is wrong with the folder itself, `dictionary check` says
    const settings = await dictionaries.read(name).then(({ settings: read }) => read, () => undefined); // prettier-ignore
    const drops = settings?.sources.flatMap(({ drop }) => (drop === undefined ? [] : [drop])) ?? [];
    if (!settings || drops.length === 0) continue;
    const title = `sources of ${name}`;
    const [relative] = dropWarnings('settings.yaml', settings);
    const gone = drops.filter((drop) => !existsSync(drop));
    if (relative !== undefined) {
      const [found, mend = ''] = relative.split('; ');
      checks.push(warning(title, found ?? relative, mend));
    } else if (gone.length > 0)
      checks.push(
        warning(
          title,
          `${gone.join(', ')} is not on this machine, so a night that runs here waits for it`,
          `mend sources in dictionaries/${name}/settings.yaml, or have the folder mounted`,
        ),
      );
    else checks.push(ok(title, drops.join(', ')));
  }
  return checks;
}
