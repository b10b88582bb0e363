import { z } from 'zod';
import { conditionSchema } from './condition-schema.ts';
import { crmSchema } from './crm-settings.ts';
import { gatesSchema } from './gate-limits.ts';

const condition = conditionSchema('attrs.stage!=LOST');

const scene = z.strictObject({
  /** The business line whose people use the scene; for reports and the CRM, never a filter. */
  line: z.string().default(''),
  /** `all`: every opportunity with a version or link in force at the run date; a list: those of them for which every condition holds. */
  population: z.union([z.literal('all'), z.array(condition).min(1)]).default('all'),
  /** `all`: every folder under models/; a list of names; an empty list for features without scores. */
  models: z.union([z.literal('all'), z.array(z.string().min(1))]).default('all'),
  /** What ranks the leads, an expression over outputs of the models (score-expression.ts); left out: the first output of the first model. */
  score: z.string().min(1).optional(),
});

const source = z.strictObject({
  name: z.string().regex(/^[\w-]+$/, 'expected letters, digits, _ and - only'),
  /** A folder of dt=YYYY-MM-DD partitions: the night polls for dt=<day before the run date>/_SUCCESS and loads it. Without it the night waits for `daybreak ready`. */
  drop: z.string().min(1).optional(),
  /** Entity types that it feeds; all of them where it is left out. */
  dimensions: z.array(z.string().min(1)).min(1).optional(),
});

const latePolicy = z.enum(['wait', 'last-sealed', 'without']);

/** What a night does near its deadline without a dimension that is late; see docs/operations.md. */
const late = z.strictObject({
  /** How long before the deadline it is decided, at the latest. */
  margin_minutes: z.number().min(0).default(15),
  /** For every dimension but opportunities, which are waited for unless `dimensions` names them. */
  default: latePolicy.default('wait'),
  dimensions: z.record(z.string().min(1), latePolicy).default({}),
});

/** Whom to tell when a night is in trouble; both may be set. */
const alerts = z.strictObject({
  /** Gets the alert as JSON by POST. */
  webhook: z.url({ protocol: /^https?$/, error: 'expected a http:// or https:// address' }).optional(),
  /** A program and its arguments, run without a shell; gets the alert as JSON on standard input. */
  command: z.array(z.string().min(1)).min(1).optional(),
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

const MOST_SCENES = 32;

/** `settings.yaml` of a dictionary. */
export const settingsSchema = z.strictObject({
  time_zone: z.string().min(1),
  /** Wall clock in the time zone, HH:MM on the run date. It warns; what is computed changes only where `late` says so. */
  deadline: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM in quotes, for example "06:30"')
    .optional(),
  /** What a night waits for. */
  sources: z.array(source).default([]),
  /** Left out: a night waits for everything, however late. */
  late: late.optional(),
  alerts: alerts.optional(),
  scenes: z
    .record(z.string().regex(/^[\w-]+$/), scene)
    // a night tells an opportunity's scenes by the bits of a number
    .refine((scenes) => Object.keys(scenes).length <= MOST_SCENES, `expected at most ${MOST_SCENES} scenes`)
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
      /** Days before the newest sealed night; `retain` leaves only the reports of nights before. Left out: all files stay. */
      keep_days: z.int().min(1).optional(),
    })
    .default({ compression: 'none', binary: false }),
  /** What a night is looked at for before its scores are pushed; see gate-limits.ts for what holds without it. */
  gates: gatesSchema.optional(),
  /** Without it, scores are in Daybreak's own list of leads only. */
  crm: crmSchema.optional(),
  /** Empty: every event is kept. */
  retention: z.array(retentionRule).default([]),
});

export type Settings = z.infer<typeof settingsSchema>;
export type SceneSettings = Settings['scenes'][string];
