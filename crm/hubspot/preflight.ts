import { z } from 'zod';
import { CrmError, type CrmField, type PreflightFault } from '../crm.ts';
import type { HubspotCall, Session } from './session.ts';

/** https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide */
const properties = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      fieldType: z.string().optional(),
      hasUniqueValue: z.boolean().optional(),
      calculated: z.boolean().optional(),
      modificationMetadata: z.object({ readOnlyValue: z.boolean().optional() }).optional(),
    }),
  ),
});
type Property = z.infer<typeof properties>['results'][number];

const TYPES = { number: 'number', text: 'string', date: 'date' } as const satisfies Record<CrmField['type'], string>;

/** At most one fault a field. What no person can mend by waiting is a fault too, of all fields. */
export async function preflightFaults(session: Session, fields: readonly CrmField[]): Promise<PreflightFault[]> {
  const { object, id_property: idProperty } = session.settings;
  let known: readonly Property[];
  try {
    const { data } = properties.safeParse(await session.json({ api: 'properties' }));
    if (!data) throw new CrmError('transient', 'HubSpot answered with something else than the properties');
    known = data.results;
  } catch (error) {
    return [faultOfAll(error)];
  }
  const found = new Map(known.map((property) => [property.name, property]));
  const faults = fields.flatMap((field): PreflightFault[] => {
    const reason = faultOf(field, found.get(field.name), object);
    return reason === undefined ? [] : [{ field: field.name, reason }];
  });
  const id = found.get(idProperty);
  if (!id) faults.unshift({ field: idProperty, reason: missing(idProperty, object) });
  else if (!id.hasUniqueValue)
    faults.unshift({ field: idProperty, reason: `${idProperty} does not have unique values` });
  return [...(await missingRights(session)), ...faults];
}

/** The only way to ask for a right is to use it: on a record that no account has, and without a property. */
async function missingRights(session: Session): Promise<PreflightFault[]> {
  const inputs = [{ id: '0', properties: {} }];
  const calls: HubspotCall[] = [
    { api: 'objects', path: '/batch/read', json: { properties: [], inputs: [{ id: '0' }] }, rows: 1 },
    { api: 'objects', path: '/batch/update', json: { inputs }, rows: 1 },
  ];
  for (const call of calls) {
    try {
      await session.json(call);
    } catch (error) {
      // that there is no such record is the answer of one who may
      if (error instanceof CrmError && error.trouble === 'batch') continue;
      return [faultOfAll(error)];
    }
  }
  return [];
}

/** @throws what is no `permanent` CrmError */
function faultOfAll(error: unknown): PreflightFault {
  if (!(error instanceof CrmError) || error.trouble !== 'permanent') throw error;
  return { field: undefined, reason: error.message };
}

function faultOf(field: CrmField, found: Property | undefined, object: string): string | undefined {
  if (!found) return missing(field.name, object);
  const { name, type, fieldType } = found;
  if (type !== TYPES[field.type]) return `${name} is of type ${type}, not ${TYPES[field.type]}`;
  if (fieldType === 'html') return `${name} is a rich text, which does not keep a text as it is`;
  if (found.calculated || fieldType === 'calculation_equation') return `${name} is computed by HubSpot`;
  return found.modificationMetadata?.readOnlyValue ? `${name} may not be edited` : undefined;
}

const missing = (name: string, object: string): string =>
  `${object} have no property ${name}, or this login may not see it`;
