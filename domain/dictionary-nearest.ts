import { distance } from 'fastest-levenshtein';

/** The known word that a person most likely meant, whatever its case; undefined where nothing is close. The first of several equally close. */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  const wanted = word.trim().toLowerCase();
  if (wanted === '') return undefined;
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const edits = editsBetween(wanted, candidate.toLowerCase());
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/** Edits from one word to the other, infinite when more than a third of the longer one would change; a beginning counts as near. */
function editsBetween(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  const edits = distance(a, b);
  if (edits <= Math.ceil(longer / 3)) return edits;
  return Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a)) ? edits + longer : Infinity;
}
