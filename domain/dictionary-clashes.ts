import type { DictionaryFault } from './dictionary-fault.ts';
import type { DictionaryRow } from './dictionary.ts';
import { baseName } from './feature-name.ts';

/** What of a row can clash with another row; known also where the rest of the row is faulty. */
export type Claim = Pick<DictionaryRow, 'line' | 'kind' | 'dim' | 'id' | 'name' | 'businessLine'>;

/** Faults between rows: an id used twice, a row that is there twice, two rows whose names come out the same. */
export function findClashes(file: string, claims: readonly Claim[]): DictionaryFault[] {
  const faults: DictionaryFault[] = [];
  const ids = new Map<number, Claim>();
  const names = new Map<string, Claim>();
  for (const claim of claims) {
    const fault = (column: string, found: string, expected: string): void => {
      const row = { id: String(claim.id), name: claim.name };
      faults.push({ file, line: claim.line, row, column, found, expected, nearest: undefined });
    };
    const sameId = ids.get(claim.id);
    if (sameId) fault('id', String(claim.id), `an id of its own: line ${sameId.line} (${sameId.name}) has it already`);
    else ids.set(claim.id, claim);
    // An attribute's only name ends in ASOF, so it may share its base name with a base feature.
    const key = JSON.stringify([claim.kind, claim.dim, baseName(claim.name, claim.businessLine)]);
    const sameName = names.get(key);
    if (sameName) fault('name', claim.name, nameOfItsOwn(claim, sameName));
    else names.set(key, claim);
  }
  return faults;
}

function nameOfItsOwn(claim: Claim, first: Claim): string {
  if (claim.name === first.name) {
    const line = claim.businessLine === '' ? 'without a business line' : `in business line ${claim.businessLine}`;
    return `a name that no other ${claim.dim} row ${line} has: line ${first.line} has it already`;
  }
  const base = baseName(claim.name, claim.businessLine);
  return `a name that cannot be confused with line ${first.line}: with their business lines both read ${base}`;
}
