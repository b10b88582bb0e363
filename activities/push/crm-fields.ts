import type { CrmField } from '../../crm/crm.ts';
import type { ScenePush } from '../../domain/crm-settings.ts';
import { targetFields, type TargetField } from '../../domain/push-field.ts';

/** The fields of the CRM that a scene's push writes, as the CRM must have them: shadows in the places of those that have one. */
export const crmFields = (push: ScenePush): CrmField[] => asCrm(targetFields(push));

export const asCrm = (fields: readonly TargetField[]): CrmField[] =>
  fields.map(({ target: name, type, digits, characters }) => ({
    name,
    type,
    ...(type === 'number' ? { digits } : {}),
    ...(characters === undefined ? {} : { characters }),
  }));
