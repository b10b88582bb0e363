import { z } from 'zod';
import { parseCondition } from './condition.ts';

const condition = z.string().refine((text) => parseCondition(text)?.attr !== undefined, {
  message: 'expected a condition on an attribute, for example attrs.stage!=LOST',
});

const scene = z.strictObject({
  /** The business line whose people use the scene; for reports and the CRM, never a filter. */
  line: z.string().default(''),
  /** `all`: every opportunity with a version or link in force at the run date; a list: those of them for which every condition holds. */
  population: z.union([z.literal('all'), z.array(condition).min(1)]).default('all'),
  /** `all`: every folder under models/; a list of names; an empty list for features without scores. */
  models: z.union([z.literal('all'), z.array(z.string().min(1))]).default('all'),
});

const source = z.strictObject({
  name: z.string().regex(/^[\w-]+$/, 'expected letters, digits, _ and - only'),
  /** A folder of dt=YYYY-MM-DD partitions: the night polls for dt=<day before the run date>/_SUCCESS and loads it. Without it the night waits for `daybreak ready`. */
  drop: z.string().min(1).optional(),
});

/** An event goes when a rule that matches it says so; see retention.ts. */
const retentionRule = z
  .strictObject({
    /** Entity type; without it the events of all types. */
    type: z.string().min(1).optional(),
    /** Feature of the events; without it all of them, counted together. */
    feature: z.string().min(1).optional(),
    /** Days before the newest run date. */
    keep_days: z.int().min(1).optional(),
    /** Newest events of an entity. */
    keep_newest: z.int().min(1).optional(),
  })
  .refine((rule) => rule.keep_days !== undefined || rule.keep_newest !== undefined, {
    message: 'expected keep_days, keep_newest or both',
  });

/** `settings.yaml` of a dictionary. */
export const settingsSchema = z.strictObject({
  time_zone: z.string().min(1),
  /** Wall clock in the time zone, HH:MM on the run date. It warns; it never changes what is computed. */
  deadline: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM in quotes, for example "06:30"')
    .optional(),
  /** What a night waits for. */
  sources: z.array(source).default([]),
  scenes: z
    .record(z.string().regex(/^[\w-]+$/), scene)
    .default({ default: { line: '', population: 'all', models: 'all' } }),
  limits: z
    .strictObject({
      /** A load is refused when more than this share of a file's rows is bad. */
      bad_rows_share: z.number().min(0).max(1).default(0.1),
    })
    .default({ bad_rows_share: 0.1 }),
  files: z
    .strictObject({
      /** Compression of the feature files' text. */
      compression: z.enum(['none', 'gz', 'zst']).default('none'),
      /** Whether a scene's features are also written as a CSR matrix (`.npz`) beside the text. */
      binary: z.boolean().default(false),
    })
    .default({ compression: 'none', binary: false }),
  /** Empty: every event is kept. */
  retention: z.array(retentionRule).default([]),
});

export type Settings = z.infer<typeof settingsSchema>;
export type SceneSettings = Settings['scenes'][string];
