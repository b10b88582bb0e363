import { z } from 'zod';

/** Places are int32 at least. */
const MOST_PLACES = 2 ** 31 - 1;

/** Names stand in messages and tables, a line each. */
const name = z
  .string()
  .min(1)
  .regex(/^\P{Cc}*$/u, 'expected no control characters');

/** 特征子集: what `models/<model>/manifest.json` says. The order of `features` is the model's; more keys are kept as they are. */
export const modelManifestSchema = z.looseObject({
  /** File name beside the manifest. */
  model: name,
  version: name,
  /** Name of the graph's input, float32 [rows, features]; or [rows, most] where it is padded. */
  input: name,
  /** For a graph that takes only the features that are there, most of many being absent: `input` has their values, in the order of `features`. */
  padded: z
    .object({
      /** Name of the graph's input of their places in `features`, from 0: int32 or int64 [rows, most]. */
      places: name,
      /** Features that a row has at most. */
      most: z.int().min(1),
      /** The place that fills a row up; the value beside it is 0. */
      pad: z.int().min(0).max(MOST_PLACES).default(0),
    })
    .optional(),
  /** Names of the graph's outputs, each a column of scores.csv. The first one ranks the leads. */
  outputs: z.array(name).min(1),
  /** What an absent feature becomes in the input; "NaN" for a padded one, which leaves it out. */
  absent: z.union([z.literal('NaN'), z.number()], { error: 'expected "NaN", written just so, or a number' }),
  /** SHA-256 of the feature names joined by newline, lower-case hex. */
  features_sha256: z.string().regex(/^[0-9a-f]{64}$/),
  features: z.array(name).min(1),
});

export type ModelManifest = z.infer<typeof modelManifestSchema>;
