import type { Moment } from './dates.ts';
import type { Period } from './rows.ts';

/** A history in which one value is in force at a time: setting the next one ends the one before at that moment. */
export interface Zipper<T> {
  set(at: Moment, value: T): void;
  end(at: Moment): void;
  /** The value in force now, undefined before the first and after the end. */
  current(): T | undefined;
  /** Every value that was set, oldest first. */
  periods(): readonly (Period & { readonly value: T })[];
}

export function zipper<T>(): Zipper<T> {
  const past: (Period & { readonly value: T })[] = [];
  let open: { readonly from: Moment; readonly value: T } | undefined;
  const end = (at: Moment): void => {
    if (open) past.push({ ...open, to: at });
    open = undefined;
  };
  return {
    end,
    set: (from, value) => {
      end(from);
      open = { from, value };
    },
    current: () => open?.value,
    periods: () => (open ? [...past, { ...open, to: undefined }] : past),
  };
}
