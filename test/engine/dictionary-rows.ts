import { parseEventSource } from '../../domain/data-source.ts';
import type { AttributeFeature, BaseFeature } from '../../domain/dictionary.ts';
import { FUNCTION_NAMES } from '../../domain/function-name.ts';
import type { EventRow } from '../../domain/rows.ts';

/** A base row that says only what a test is about; `dataSrc` as in dictionary.csv. */
export function baseFeature(parts: Partial<BaseFeature> & { readonly dataSrc?: string } = {}): BaseFeature {
  const { dataSrc = 'call:sum', ...given } = parts;
  const source = parseEventSource(dataSrc);
  if (!('fold' in source)) throw new Error(`${dataSrc}: expected ${source.expected}`);
  const fixed = {
    kind: 'base',
    line: 2,
    dim: 'opportunity',
    name: 'call',
    explain: '',
    businessLine: '',
    more: {},
  } as const;
  return { ...fixed, id: 7, source, functions: FUNCTION_NAMES, windowDays: [3, 7], windowKind: 'trailing', ...given };
}

export const attributeFeature = (attr: string, vocab?: readonly string[], id = 900): AttributeFeature => ({
  kind: 'attribute',
  line: 3,
  dim: 'opportunity',
  id,
  name: attr,
  explain: '',
  businessLine: '',
  more: {},
  attr,
  vocab,
});

/** An event of feature `call`, line '', with a value of 1 at time 0, but for what the test says. */
export const callEvent = (parts: Partial<EventRow> = {}): EventRow => ({
  eventId: 'e1',
  type: 'opportunity',
  id: 'o1',
  line: '',
  feature: 'call',
  timeText: '1970-01-01T00:00:00Z',
  valueText: '1',
  attrsText: '',
  op: 'upsert',
  time: 0,
  arrived: 0,
  ...parts,
});
