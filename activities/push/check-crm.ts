import type { CrmSettings, ScenePush } from '../../domain/crm-settings.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { CrmError } from '../../crm/crm.ts';
import type { Ports } from '../ports.ts';
import type { Verb } from '../verb.ts';
import { crmFields } from './crm-fields.ts';

/** Asks the CRM whether it will take the leads of a scene, and writes nothing. What is wrong, a line each; empty when all is well. */
export const checkCrm: Verb<{ readonly dictionary: string; readonly scene: string }, string[]> =
  (ports) =>
  async ({ dictionary, scene }) => {
    const { settings, push } = await crmOf(ports, dictionary, scene);
    const fields = crmFields(push);
    const crm = await ports.openCrm(dictionary, settings, fields);
    try {
      const faults = await crm.preflight(fields);
      return faults.map(({ field, reason }) => (field === undefined ? reason : `${field}: ${reason}`));
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      if (error.trouble === 'permanent') return [error.message];
      throw new DaybreakError(
        'CRM_FAILED',
        `the CRM of ${dictionary} could not be asked: ${error.message}`,
        'see that it runs and can be reached from the workers, and give the same command again',
        error,
      );
    } finally {
      await crm.close();
    }
  };

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
