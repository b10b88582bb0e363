import type { ValueSketch } from './value-sketch.ts';

/** `measures.json` beside a run: what its gates, and those of later nights, compare. Made from the run's files alone; no clock. */
export interface NightMeasures {
  readonly scenes: readonly SceneMeasures[];
}

export interface SceneMeasures extends SceneCounts {
  /** What decides who is in it: equal texts, the same rule. */
  readonly population: string;
  /** By feature, what gives it its meaning: a feature is compared with itself only. */
  readonly definitions: Readonly<Record<string, string>>;
  readonly models: Readonly<Record<string, ModelMeasure>>;
}

/** What can be counted part by part and added. */
export interface SceneCounts {
  readonly scene: string;
  /** Opportunities. */
  readonly rows: number;
  /** The values of every feature that has any; the others of the rows are absent. */
  readonly features: Readonly<Record<string, ValueSketch>>;
}

export interface ModelMeasure {
  /** The hash of its file and manifest, and of which dimensions it had to do without. */
  readonly definition: string;
  /** The features it reads. */
  readonly features: readonly string[];
  /** The scores of the scene's opportunities, by output. */
  readonly outputs: Readonly<Record<string, ValueSketch>>;
}

/** What an earlier night measured that was good for the scene. */
export interface GoodNight {
  readonly date: string;
  readonly measures: SceneMeasures;
}
