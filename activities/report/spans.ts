import type { Budget } from '../../domain/budget.ts';
import type { NightReport } from '../../domain/night-report.ts';

/** One bar of the timeline: a stage as a whole, or its part of one dimension. */
export interface Span {
  readonly stage: string;
  /** Dimension; undefined for the stage as a whole. */
  readonly part: string | undefined;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly rows: number;
  readonly attempts: number;
  readonly error: string | undefined;
  readonly typically: Budget | undefined;
}

/** What spans are made from. */
export type Timed = Pick<NightReport, 'times' | 'stages' | 'budgets'>;

/** The spans of a night in the order of their beginnings, each whole stage before its parts; without a ledger the whole stages alone. */
export function spansOf({ times, stages = [], budgets = [] }: Timed): Span[] {
  const typical = (stage: string, dimension: string | undefined): Budget | undefined =>
    budgets.find((budget) => budget.stage === stage && budget.dimension === dimension);
  const names = [...new Set([...times.map(({ stage }) => stage), ...stages.map(({ stage }) => stage)])];
  const grouped = names.map((name) => {
    const lines = stages.filter(({ stage }) => stage === name);
    const all = [...times.filter(({ stage }) => stage === name), ...lines];
    const whole: Span = {
      ...{ stage: name, part: undefined, rows: lines.length === 1 ? (lines[0]?.rows ?? 0) : 0 },
      startedMs: Math.min(...all.map(({ startedMs }) => startedMs)),
      endedMs: Math.max(...all.map(({ endedMs }) => endedMs)),
      attempts: Math.max(1, ...lines.filter((line) => line.dimension === undefined).map(({ attempts }) => attempts)),
      error: lines.find((line) => line.dimension === undefined)?.error,
      typically: typical(name, undefined),
    };
    const parts = lines.flatMap((line): Span[] => {
      const { startedMs, endedMs, rows, attempts, error, dimension: part } = line;
      return part === undefined
        ? []
        : [{ stage: name, part, startedMs, endedMs, rows, attempts, error, typically: typical(name, part) }];
    });
    return [whole, ...parts.sort((a, b) => a.startedMs - b.startedMs)];
  });
  return grouped.sort((a, b) => (a[0]?.startedMs ?? 0) - (b[0]?.startedMs ?? 0)).flat();
}

/**
 * What a stage must take beyond its usual time to be named: the share, as a few minutes of an hour come and go; the minute, as seconds are
 * no news however often they are what is usual.
 */
const WORTH_NAMING = { share: 0.25, seconds: 60 };

/** Whether a span took longer than nine in ten of the last nights, and so much longer than is usual that somebody should look at it. */
export function isOverBudget({ typically, startedMs, endedMs }: Span): boolean {
  if (typically === undefined) return false;
  const seconds = (endedMs - startedMs) / 1000;
  const excess = Math.max(WORTH_NAMING.share * typically.seconds, WORTH_NAMING.seconds);
  return seconds > typically.p90Seconds && seconds - typically.seconds > excess;
}

/** When the night's work began and ended; undefined for a night that did nothing. */
export function workOf(spans: readonly Span[]): { readonly fromMs: number; readonly toMs: number } | undefined {
  if (spans.length === 0) return undefined;
  const [fromMs, toMs] = [spans.map(({ startedMs }) => startedMs), spans.map(({ endedMs }) => endedMs)];
  return { fromMs: Math.min(...fromMs), toMs: Math.max(...toMs) };
}
