import { z } from 'zod';
import { secretSchema } from '../../domain/crm-settings.ts';
import { webAddress } from '../web-address.ts';

/** `crm.connection` of a Tryton. */
export const trytonSchema = z.strictObject({
  /** Without the database's name. */
  url: webAddress,
  database: z.string().min(1),
  user: z.string().min(1),
  password: secretSchema,
  /** Model whose records get the scores. */
  model: z.string().min(1).default('sale.opportunity'),
  /** Its field that holds the opportunity's id: text or a whole number. */
  id_field: z.string().min(1).default('number'),
});
