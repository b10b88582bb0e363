import { z } from 'zod';
import { conditionSchema } from './condition-schema.ts';

/** Where a secret is: never in the settings themselves. A file's last line break does not count. */
export const secretSchema = z.union([
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
]);

const field = z.strictObject({
  /**
   * What is written: an expression over the outputs of the scene's models (`wins.score`, `0.3 * mmoe.click + 0.7 * mmoe.deal`), or one of
   * `rank` (place among the leads of `by`), `reasons` (what speaks for and against the score), `date` (the run date), `model` (names and versions).
   */
  value: z.string().min(1),
  /** Decimals of a number. */
  digits: z.int().min(0).max(15).default(4),
  /** A number that moved by less than this since it was delivered is not sent. */
  band: z.number().min(0).default(0),
  /** Of reasons: how many characters the field takes. */
  characters: z.int().min(20).default(2_000),
  /** Of a rank: only the first ones get a number, the others an empty field. */
  top: z.int().min(1).default(20),
  /** Of a rank: among the leads of the same linked entity (`salesperson`) or attribute (`attrs.team`); without it, among all of the scene. */
  by: z.string().min(1).optional(),
});

const condition = conditionSchema('attrs.consent=no');

const scenePush = z.strictObject({
  /** By name of the CRM's field. */
  fields: z.record(z.string().min(1), field),
  /** Field that is written instead of the one it stands for while `shadow` names it, so that a new model can be watched first. */
  shadow: z.record(z.string().min(1), z.string().min(1)).default({}),
  /** Opportunities that are never written: those for which any condition holds, and the ids in a file of the dictionary's folder, one a line. */
  suppress: z.strictObject({ where: z.array(condition).default([]), file: z.string().min(1).optional() }).optional(),
  /** What becomes of a value that is not the one we delivered: somebody edited it. */
  edited: z.enum(['keep', 'overwrite']).default('keep'),
  /** What becomes of a value that stood there before we ever delivered one. */
  first: z.enum(['overwrite', 'keep']).default('overwrite'),
  /** Share of the written records that is read again and compared. */
  read_back: z.number().min(0).max(1).default(1),
  /** When a push stops and asks for a person. */
  breaker: z
    .strictObject({
      /** Share of the tried rows that failed, looked at from 100 rows on; dead letters that are such again do not count. */
      failed_share: z.number().min(0).max(1).default(0.1),
      /** Share of the tried rows that were delivered and show something else now, looked at from 100 rows on. */
      edited_share: z.number().min(0).max(1).default(0.5),
      /** Rows to write, as a multiple of the median of the last pushes: not more than this many times, from 1,000 rows on. */
      rows_factor: z.number().min(1).default(5),
    })
    .prefault({}),
});

/** `crm:` of settings.yaml: the CRM that gets the scores besides Daybreak's own list of leads. */
export const crmSchema = z.strictObject({
  adapter: z.enum(['embedded', 'http', 'tryton', 'salesforce', 'hubspot', 'postgres']),
  /** The adapter's own settings; each adapter checks them with its own schema. */
  connection: z.record(z.string(), z.unknown()).default({}),
  limits: z
    .strictObject({
      /** Rows a call; it is halved where the CRM rejects a call whole, and grows again. Never more than the CRM takes. */
      rows_a_call: z.int().min(1).default(200),
      calls_a_second: z.number().positive().default(20),
      /** Calls under way at once. */
      parallel: z.int().min(1).max(64).default(2),
      timeout_seconds: z.number().positive().default(30),
      /** The longest time that a push waits in one piece because the CRM says that calls are too many. */
      wait_minutes: z.number().positive().default(60),
    })
    .prefault({}),
  /** Dictionaries that write the same fields of the same CRM, into records of other opportunities. */
  apart_from: z.array(z.string().min(1)).default([]),
  /** By scene. A scene that is not named is only in Daybreak's own list. */
  push: z.record(z.string().min(1), scenePush),
});

export type CrmSettings = z.infer<typeof crmSchema>;
export type ScenePush = CrmSettings['push'][string];
export type PushField = z.infer<typeof field>;
export type Secret = z.infer<typeof secretSchema>;
