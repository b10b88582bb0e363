import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { ok, warning, type DoctorCheck } from '../infra/doctor-check.ts';
import { openDictionaryFolders } from '../workers/without-temporal.ts';

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
    const relative = drops.filter((drop) => !isAbsolute(drop));
    const gone = drops.filter((drop) => !existsSync(drop));
    if (relative.length > 0)
      checks.push(
        warning(
          title,
          `${relative.join(', ')} is no whole path: each worker looks for it from the folder that it was started in`,
          `write it from the root on in dictionaries/${name}/settings.yaml`,
        ),
      );
    else if (gone.length > 0)
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
