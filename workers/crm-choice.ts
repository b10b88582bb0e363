import type { CrmSettings, Secret } from '../domain/crm-settings.ts';
import type { CrmOptions } from '../crm/crm-options.ts';
import type { Crm, CrmField } from '../crm/crm.ts';
import { secretValue } from './crm-secrets.ts';

/** Opens the CRM of a dictionary. An adapter and the client library that it needs are loaded when they are chosen. @throws DaybreakError SETTINGS_INVALID */
export async function chooseCrm(
  { adapter, connection, limits }: CrmSettings,
  fields: readonly CrmField[],
  { folder, state }: Pick<CrmOptions, 'folder' | 'state'>,
): Promise<Crm> {
  const secret = (said: Secret): string => secretValue(said, folder, process.env);
  const options: CrmOptions = { connection, fields, limits, folder, state, secret };
  switch (adapter) {
    case 'embedded':
      return (await import('../crm/embedded/crm.ts')).openEmbeddedCrm(options);
    case 'http':
      return (await import('../crm/http/crm.ts')).openHttpCrm(options);
    case 'tryton':
      return (await import('../crm/tryton/crm.ts')).openTrytonCrm(options);
    case 'salesforce':
      return (await import('../crm/salesforce/crm.ts')).openSalesforceCrm(options);
    case 'hubspot':
      return (await import('../crm/hubspot/crm.ts')).openHubspotCrm(options);
    case 'postgres':
      return (await import('../crm/postgres/crm.ts')).openPostgresCrm(options);
  }
}
