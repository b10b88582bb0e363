/** Items of equal rows as one chain each; chains in the order of their first items. */
export function chainsOf(items: readonly number[], rowOf: (item: number) => Uint8Array): number[][] {
  const chains: number[][] = [];
  if (areRowsAscending(items, rowOf)) {
    for (const item of items) {
      const chain = chains.at(-1);
      if (chain && Buffer.compare(rowOf(chain[0]!), rowOf(item)) === 0) chain.push(item);
      else chains.push([item]);
    }
    return chains;
  }
  const byRow = new Map<string, number[]>();
  for (const item of items) {
    const row = rowOf(item);
    const key = Buffer.from(row.buffer, row.byteOffset, row.length).toString('latin1');
    const chain = byRow.get(key);
    if (chain) chain.push(item);
    else {
      const begun = [item];
      byRow.set(key, begun);
      chains.push(begun);
    }
  }
  return chains;
}

function areRowsAscending(items: readonly number[], rowOf: (item: number) => Uint8Array): boolean {
  for (let i = 1; i < items.length; i++) if (Buffer.compare(rowOf(items[i - 1]!), rowOf(items[i]!)) > 0) return false;
  return true;
}
