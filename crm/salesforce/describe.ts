import { z } from 'zod';
import { CrmError } from '../crm.ts';
import type { Session } from './session.ts';

/** What this user may see and do: https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-describe.html */
const description = z.object({
  updateable: z.boolean(),
  fields: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      scale: z.number().optional(),
      /** Characters that a text has at most; 0 of other fields. */
      length: z.number().optional(),
      updateable: z.boolean(),
      calculated: z.boolean().optional(),
      externalId: z.boolean().optional(),
      unique: z.boolean().optional(),
      htmlFormatted: z.boolean().optional(),
    }),
  ),
});

export type ObjectDescription = z.infer<typeof description>;
export type FieldDescription = ObjectDescription['fields'][number];

/** @throws CrmError `permanent` when there is no such object for this user */
export async function describeObject(session: Session): Promise<ObjectDescription> {
  const { data } = description.safeParse(
    await session.json({ method: 'GET', path: `sobjects/${session.settings.object}/describe` }),
  );
  if (!data)
    throw new CrmError('transient', 'Salesforce answered with something else than a description of the object');
  return data;
}
