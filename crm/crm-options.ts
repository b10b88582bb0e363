import type { CrmSettings, Secret } from '../domain/crm-settings.ts';
import type { CrmField } from './crm.ts';

/** What every adapter is opened with. Opening asks nothing of the CRM: the first call does. */
export interface CrmOptions {
  /** `crm.connection` of settings.yaml as it stands there; the adapter checks it with `connectionOf`. */
  readonly connection: unknown;
  /** The fields that will be read and written. */
  readonly fields: readonly CrmField[];
  readonly limits: CrmSettings['limits'];
  /** The dictionary's folder, for relative files that the connection names. */
  readonly folder: string;
  /** The state folder of the home; what an adapter keeps there is in a folder of its own. */
  readonly state: string;
  /** @throws DaybreakError SETTINGS_INVALID where the variable or file is missing */
  readonly secret: (secret: Secret) => string;
}
