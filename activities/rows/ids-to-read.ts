/** So many linked ids are read together at most: each is read once for all opportunities that it is linked to. */
const MOST_IDS = 8_192;
const FIRST_IDS = 1_024;
/** Bytes of day cells that are held at once, about; one opportunity whose linked ids have more is read by itself. */
const BYTES_A_READ = 1 << 26;

/** How many linked ids to read next, so that they have about as many bytes as may be held, by what the last ones had; undefined at first. */
export function idsToRead(last: { readonly ids: number; readonly bytes: number } | undefined): number {
  if (!last || last.ids === 0) return FIRST_IDS;
  const within = Math.floor((last.ids * BYTES_A_READ) / Math.max(1, last.bytes));
  return Math.min(MOST_IDS, Math.max(1, within));
}
