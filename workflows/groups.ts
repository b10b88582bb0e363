/** At most `count` groups of nearly equal size, in order: how many activities a stage is cut into, whatever the number of shards. */
export function inGroups<T>(items: readonly T[], count: number): T[][] {
  const groups = Math.min(count, items.length);
  return Array.from({ length: groups }, (_, i) =>
    items.slice(Math.floor((i * items.length) / groups), Math.floor(((i + 1) * items.length) / groups)),
  );
}

/** Sums the same counts of several results. */
export function summed(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const one of counts) for (const [key, n] of Object.entries(one)) total[key] = (total[key] ?? 0) + n;
  return total;
}
