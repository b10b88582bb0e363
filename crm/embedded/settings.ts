import { z } from 'zod';

const field = z.strictObject({
  type: z.enum(['number', 'text', 'date']),
  /** Of a number: decimals that it takes. */
  digits: z.int().min(0).max(15).default(15),
  min: z.number().optional(),
  max: z.number().optional(),
  /** Of a text. */
  characters: z.int().min(1).default(32_000),
});

/** `crm.connection` of the embedded CRM. */
export const embeddedSchema = z.strictObject({
  /** Below the state folder; without it each dictionary has its own. */
  folder: z.string().min(1).optional(),
  /** `any`: every opportunity has a record, empty until something is written. `known`: only those that were put there. */
  records: z.enum(['any', 'known']).default('any'),
  /** By name; without it, records take any field. */
  fields: z.record(z.string().min(1), field).optional(),
});

export type EmbeddedSettings = z.infer<typeof embeddedSchema>;
export type DeclaredField = z.infer<typeof field>;
