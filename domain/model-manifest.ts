import { z } from 'zod';

/** 特征子集: what `models/<model>/manifest.json` says. The order of `features` is the model's; more keys are kept as they are. */
export const modelManifestSchema = z.looseObject({
  /** File name beside the manifest. */
  model: z.string().min(1),
  version: z.string().min(1),
  /** Name of the graph's input, float32 [rows, features]. */
  input: z.string().min(1),
  /** Names of the graph's outputs, each a column of scores.csv. The first one ranks the leads. */
  outputs: z.array(z.string().min(1)).min(1),
  /** What an absent feature becomes in the input. */
  absent: z.union([z.literal('NaN'), z.number()]),
  /** SHA-256 of the feature names joined by newline, lower-case hex. */
  features_sha256: z.string().regex(/^[0-9a-f]{64}$/),
  features: z.array(z.string().min(1)).min(1),
});

export type ModelManifest = z.infer<typeof modelManifestSchema>;
