import { parseDecimal } from './decimal.ts';
import { formatEventSource, type EventSource } from './data-source.ts';
import { derivedNamesOf, OPPORTUNITY, type Dictionary, type DictionaryRow } from './dictionary.ts';
import { derivedName } from './feature-name.ts';
import { windowsOf } from './window.ts';

/** What is allowed but seldom meant, a sentence each, in the order of the lines. */
export function dictionaryWarnings(file: string, dictionary: Dictionary): string[] {
  const firstOf = new Map<string, DictionaryRow>();
  return dictionary.rows.flatMap((row) => {
    const where = `${file} line ${row.line} (id ${row.id}, ${row.name})`;
    return [...twinsOf(row, firstOf), ...oddities(row)].map((text) => `${where}: ${text}`);
  });
}

/** Rows before this one that give features of the same value under another name, a sentence for each row. */
function twinsOf(row: DictionaryRow, firstOf: Map<string, DictionaryRow>): string[] {
  const told = new Set<DictionaryRow>();
  const names = derivedNamesOf(row);
  return meaningsOf(row).flatMap((meaning, i) => {
    const twin = firstOf.get(meaning);
    if (!twin) firstOf.set(meaning, row);
    if (!twin || told.has(twin)) return [];
    told.add(twin);
    const theirs = derivedNamesOf(twin)[meaningsOf(twin).indexOf(meaning)] ?? twin.name;
    return [
      `${names[i] ?? row.name} always equals ${theirs} of line ${twin.line}: is one of the two rows a duplicate?`,
    ];
  });
}

/** A key a derived feature, in the order of derivedNamesOf; equal keys always have equal values. */
function meaningsOf(row: DictionaryRow): string[] {
  if (row.kind === 'attribute') return [JSON.stringify([row.dim, row.attr, row.vocab ?? null])];
  const source = formatEventSource(effective(row.source));
  const about = [row.dim, row.businessLine, source, row.windowKind];
  return windowsOf(row.windowDays, row.windowKind).flatMap((window) =>
    row.functions.map((fn) => JSON.stringify([...about, derivedName('', fn, window)])),
  );
}

/** `call.ring:count` counts events just as `call:count` does. */
const effective = (source: EventSource): EventSource =>
  source.fold === 'count' ? { ...source, attr: undefined } : source;

function oddities(row: DictionaryRow): string[] {
  if (row.kind === 'attribute') {
    const linked = `an attribute of a linked type gets no column: only attributes of an ${OPPORTUNITY} do`;
    return row.dim === OPPORTUNITY ? [] : [linked];
  }
  const { attr, condition, fold } = row.source;
  const odd: string[] = [];
  if (fold === 'count' && attr !== undefined) odd.push(`count counts events, so .${attr} in data_src changes nothing`);
  const ordered = condition && condition.operator !== '=' && condition.operator !== '!=';
  if (ordered && parseDecimal(condition.right) === undefined) {
    odd.push(`"${condition.right}" in data_src is no number, so ${condition.operator} never holds`);
  }
  return odd;
}
