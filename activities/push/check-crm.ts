import type { CrmSettings, ScenePush } from '../../domain/crm-settings.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { dictionaryClashes, type NamedCrm } from '../../domain/field-clashes.ts';
import { CrmError } from '../../crm/crm.ts';
import type { Ports } from '../ports.ts';
import type { Verb } from '../verb.ts';
import { wallClock } from './clock.ts';
import { crmFields } from './crm-fields.ts';
import { patiently } from './patiently.ts';

/** Less than the attempt of a night that asks ahead has. */
const PATIENCE_MS = 90_000;

interface CheckTask {
  readonly dictionary: string;
  readonly scene: string;
  /** Whether it waits for calls as long as a push does, as one is to follow; else a minute and a half. */
  readonly waits?: boolean;
}

/**
 * Asks the CRM whether it will take the leads of a scene, and writes nothing. What is wrong, a line each; empty when all is well.
 * @throws DaybreakError SETTINGS_INVALID, CRM_FAILED; CRM_LIMIT where it takes no calls for longer than a push waits
 */
export const checkCrm: Verb<CheckTask, string[]> =
  (ports) =>
  async ({ dictionary, scene, waits = false }, beat) => {
    const { settings, push } = await crmOf(ports, dictionary, scene);
    const clashes = await clashesOf(ports, { dictionary, crm: settings }, scene);
    if (clashes.length > 0) return clashes;
    const fields = crmFields(push);
    const crm = await ports.openCrm(dictionary, settings, fields);
    try {
      const longestMs = waits ? settings.limits.wait_minutes * 60_000 : PATIENCE_MS;
      const faults = await patiently(wallClock, beat, longestMs, () => crm.preflight(fields));
      return faults.map(({ field, reason }) => (field === undefined ? reason : `${field}: ${reason}`));
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      if (error.trouble === 'permanent') return [error.message];
      throw new DaybreakError(
        waits && error.trouble === 'throttled' ? 'CRM_LIMIT' : 'CRM_FAILED',
        `the CRM of ${dictionary} could not be asked: ${error.message}`,
        'see that it runs and can be reached from the workers, and give the same command again',
        error,
      );
    } finally {
      await crm.close();
    }
  };

/** Fields that other dictionaries write as well; one whose settings cannot be read has its own message when it runs. */
async function clashesOf(
  { dictionaries }: Pick<Ports, 'dictionaries'>,
  own: NamedCrm,
  scene: string,
): Promise<string[]> {
  const others = (await dictionaries.list()).filter((name) => name !== own.dictionary);
  const clashes = others.map(async (dictionary) => {
    const folder = await dictionaries.read(dictionary).catch((error: unknown) => {
      if (error instanceof DaybreakError && error.retry === 'never') return undefined;
      throw error;
    });
    const crm = folder?.settings.crm;
    return crm ? dictionaryClashes(own, { dictionary, crm }, scene) : [];
  });
  return (await Promise.all(clashes)).flat();
}

/** What settings.yaml says now of a scene in the CRM. @throws DaybreakError SETTINGS_INVALID where it says nothing */
export async function crmOf(
  { dictionaries }: Pick<Ports, 'dictionaries'>,
  dictionary: string,
  scene: string,
): Promise<{ readonly settings: CrmSettings; readonly push: ScenePush }> {
  const { crm: settings } = (await dictionaries.read(dictionary)).settings;
  const push = settings?.push[scene];
  if (settings && push) return { settings, push };
  throw new DaybreakError(
    'SETTINGS_INVALID',
    `settings.yaml of ${dictionary} names no fields of a CRM for the scene ${scene}`,
    `name them under crm.push.${scene}; docs/crm.md says how`,
  );
}
