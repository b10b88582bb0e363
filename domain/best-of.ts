/** The first `top` of any number of things in an order, without holding more than about twice as many. */
export interface BestOf<T> {
  add(item: T): void;
  /** At most `top`, in order. */
  inOrder(): T[];
}

/** @param slack room beyond twice `top`, so that few things do not sort at every step; 0 where very many lists are kept at once */
export function bestOf<T>(top: number, order: (a: T, b: T) => number, slack = 1_000): BestOf<T> {
  let kept: T[] = [];
  /** The last of the best at the latest sorting: what comes after it cannot be among the best. */
  let bar: T | undefined;
  const cut = (): void => {
    kept = kept.sort(order).slice(0, Math.max(top, 0));
    bar = kept.length === top ? kept.at(-1) : undefined;
  };
  return {
    add(item) {
      if (bar !== undefined && order(item, bar) > 0) return;
      kept.push(item);
      if (kept.length >= 2 * top + slack) cut();
    },
    inOrder() {
      cut();
      return kept;
    },
  };
}
