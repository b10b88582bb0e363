import { CrmError, type CrmField, type PreflightFault } from '../crm.ts';
import { describeObject, type FieldDescription, type ObjectDescription } from './describe.ts';
import type { Session } from './session.ts';

const NUMBERS = new Set(['double', 'currency', 'percent', 'int', 'long']);
const WHOLE = new Set(['int', 'long']);
const TEXTS = new Set(['string', 'textarea']);

/** At most one fault a field. What no person can mend by waiting is a fault too, of all fields. */
export async function preflightFaults(session: Session, fields: readonly CrmField[]): Promise<PreflightFault[]> {
  let object: ObjectDescription;
  try {
    object = await describeObject(session);
  } catch (error) {
    if (!(error instanceof CrmError) || error.trouble !== 'permanent') throw error;
    return [{ field: undefined, reason: error.message }];
  }
  const { settings } = session;
  const found = new Map(object.fields.map((field) => [field.name, field]));
  const faults = fields.flatMap((field): PreflightFault[] => {
    const reason = faultOf(field, found.get(field.name), settings.object);
    return reason === undefined ? [] : [{ field: field.name, reason }];
  });
  const idFault = idFaultOf(settings.id_field, found.get(settings.id_field), settings.object);
  if (idFault !== undefined) faults.unshift({ field: settings.id_field, reason: idFault });
  if (!object.updateable) faults.unshift({ field: undefined, reason: `this user may not edit ${settings.object}` });
  return faults;
}

function faultOf(field: CrmField, found: FieldDescription | undefined, object: string): string | undefined {
  if (!found) return missing(field.name, object);
  const { type, name } = found;
  if (found.calculated) return `${name} is computed by Salesforce`;
  switch (field.type) {
    case 'number': {
      const digits = field.digits ?? 0;
      const kept = WHOLE.has(type) ? 0 : (found.scale ?? 0);
      if (!NUMBERS.has(type)) return `${name} is of type ${type}, not a number`;
      if (kept < digits) return `${name} keeps ${kept} decimals, and ${digits} are sent`;
      break;
    }
    case 'text':
      if (!TEXTS.has(type)) return `${name} is of type ${type}, not a text`;
      if (found.htmlFormatted) return `${name} is a rich text area, which does not keep a text as it is`;
      if (found.length !== undefined && found.length < (field.characters ?? 0))
        return `${name} takes ${found.length} characters, and ${field.characters ?? 0} may be written`;
      break;
    case 'date':
      if (type !== 'date') return `${name} is of type ${type}, not a date`;
  }
  return found.updateable ? undefined : `this user may not edit ${name}`;
}

function idFaultOf(name: string, found: FieldDescription | undefined, object: string): string | undefined {
  if (!found) return missing(name, object);
  if (found.type !== 'string') return `${name} is of type ${found.type}, and ids are texts`;
  if (!found.externalId || !found.unique) return `${name} is not marked as external id and unique`;
  return undefined;
}

const missing = (name: string, object: string): string => `${object} has no field ${name}, or this user may not see it`;
