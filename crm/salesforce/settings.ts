import { z } from 'zod';
import { secretSchema } from '../../domain/crm-settings.ts';
import { webAddress } from '../web-address.ts';

const apiName = z.string().regex(/^[A-Za-z]\w*$/, { message: 'expected the API name of an object or field' });

/** `crm.connection` of a Salesforce org. */
export const salesforceSchema = z.strictObject({
  /** The org's own address (My Domain), https://<name>.my.salesforce.com. */
  instance: webAddress,
  api_version: z
    .string()
    .regex(/^\d{2,}\.0$/, { message: "expected a version such as '62.0', in quotes" })
    .default('62.0'),
  object: apiName.default('Opportunity'),
  /** Text field that is marked as external id and unique and holds the opportunity's id. */
  id_field: apiName,
  auth: z.union(
    [
      /** A session or access token as it is. */
      z.strictObject({ token: secretSchema }),
      /** OAuth 2.0 refresh token. */
      z.strictObject({
        client_id: z.string().min(1),
        client_secret: secretSchema.optional(),
        refresh_token: secretSchema,
      }),
      /** OAuth 2.0 JWT bearer: the connected app's certificate belongs to this key (PEM). */
      z.strictObject({
        client_id: z.string().min(1),
        username: z.string().min(1),
        private_key: secretSchema,
        /** https://test.salesforce.com for a sandbox. */
        audience: webAddress.default('https://login.salesforce.com'),
      }),
      /** OAuth 2.0 client credentials. */
      z.strictObject({ client_id: z.string().min(1), client_secret: secretSchema }),
    ],
    'expected token; or client_id with client_secret, with refresh_token, or with username and private_key',
  ),
  /** A call of this many rows or more is a job of Bulk API 2.0; it takes `limits.rows_a_call` above 200 for that. */
  bulk: z
    .strictObject({
      from_rows: z.int().min(1).default(2_000),
      poll_seconds: z.number().positive().default(5),
      /** A job that is not done by then is aborted; what it did not process is tried again. */
      wait_minutes: z.number().positive().default(30),
    })
    .prefault({}),
});

export type SalesforceSettings = z.infer<typeof salesforceSchema>;
