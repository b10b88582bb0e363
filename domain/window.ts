export const WINDOW_KINDS = ['trailing', 'disjoint'] as const;
export type WindowKind = (typeof WINDOW_KINDS)[number];

/** Days back `from`..`to`, both included; 1 is yesterday. The label is the last part of a feature's name. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** The windows of a dictionary row. `days` ascend. Trailing w covers 1..w; disjoint (不交叉) the part between the window before and w. */
export function windowsOf(days: readonly number[], kind: WindowKind): Window[] {
  return days.map((to, i) => {
    const before = i === 0 ? 0 : (days[i - 1] ?? 0);
    return kind === 'trailing' ? { from: 1, to, label: `${to}d` } : { from: before + 1, to, label: `${before}_${to}d` };
  });
}
