export const FEATURE_KINDS = ['base', 'derived', 'agg'] as const;
export type FeatureKind = (typeof FEATURE_KINDS)[number];

/** A line of `daybreak features`. */
export interface FeatureValue {
  readonly kind: FeatureKind;
  readonly type: string;
  readonly id: string;
  readonly feature: string;
  readonly value: number;
}
