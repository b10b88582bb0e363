import { z } from 'zod';
import { secretSchema } from '../../domain/crm-settings.ts';
import { webAddress } from '../web-address.ts';

const name = z.string().regex(/^[\w-]+$/, { message: 'expected a name as the API has it' });

/** `crm.connection` of a HubSpot account. */
export const hubspotSchema = z.strictObject({
  base_url: webAddress.default('https://api.hubapi.com'),
  /** Of the CRM API: v3, or one of its dates. */
  api_version: z
    .string()
    .regex(/^(v3|\d{4}-\d{2})$/, { message: 'expected v3, or a date such as 2026-03' })
    .default('v3'),
  object: name.default('deals'),
  /** Text property that has unique values and holds the opportunity's id. */
  id_property: name,
  auth: z.union(
    [
      /** Access token of a private app. */
      z.strictObject({ token: secretSchema }),
      /** OAuth 2.0 refresh token of a public app. */
      z.strictObject({ client_id: z.string().min(1), client_secret: secretSchema, refresh_token: secretSchema }),
    ],
    'expected token, or client_id with client_secret and refresh_token',
  ),
});

export type HubspotSettings = z.infer<typeof hubspotSchema>;
