import { z } from 'zod';

const share = z.number().min(0).max(1);
const drift = z
  .strictObject({
    /** A population stability index from here on is a warning. */
    warn: z.number().positive(),
    /** And from here on it holds the push; without it a drift never does. */
    hold: z.number().positive().optional(),
  })
  .refine(({ warn, hold }) => hold === undefined || hold >= warn, { message: 'expected hold to be warn or more' });

const limits = {
  /** Opportunities, as shares of the median of the nights before. */
  rows: z.strictObject({ min_share: z.number().min(0), max_share: z.number().positive() }),
  /** How much larger the share of opportunities without a feature may be than in the nights before. */
  absent: z.strictObject({ max_rise: share }),
  /** Drift of the features. */
  psi: drift,
  /** Drift of the scores. */
  score_psi: drift,
  /** Good nights to compare with. */
  history_nights: z.int().min(1).max(60),
  /** What a night does that passes a limit: goes on, waits for `daybreak release`, or leaves the last good night's scores in the CRM. */
  action: z.enum(['warn', 'hold', 'last-good']),
};

const some = z.strictObject(limits).partial();

/** `gates` of settings.yaml: for all scenes, and what is different for one. */
export const gatesSchema = some.extend({
  scenes: z.record(z.string().regex(/^[\w-]+$/), some).optional(),
});

type GateSettings = z.infer<typeof gatesSchema>;
export type GateLimits = { readonly [K in keyof typeof limits]: z.infer<(typeof limits)[K]> };

const DEFAULTS: GateLimits = {
  rows: { min_share: 0.5, max_share: 2 },
  absent: { max_rise: 0.2 },
  psi: { warn: 0.25 },
  score_psi: { warn: 0.1, hold: 0.25 },
  history_nights: 7,
  action: 'warn',
};

/** The limits of a scene; a key that the settings leave out is as by default. */
export function gateLimits(gates: GateSettings | undefined, scene: string): GateLimits {
  const own = gates?.scenes?.[scene];
  return {
    rows: own?.rows ?? gates?.rows ?? DEFAULTS.rows,
    absent: own?.absent ?? gates?.absent ?? DEFAULTS.absent,
    psi: own?.psi ?? gates?.psi ?? DEFAULTS.psi,
    score_psi: own?.score_psi ?? gates?.score_psi ?? DEFAULTS.score_psi,
    history_nights: own?.history_nights ?? gates?.history_nights ?? DEFAULTS.history_nights,
    action: own?.action ?? gates?.action ?? DEFAULTS.action,
  };
}
