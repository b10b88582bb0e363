import { parseAttributes } from '../domain/attributes.ts';
import { parseInstant, type Instant } from '../domain/instant.ts';
import type { EventRow, LabelRow, LinkRow, VersionRow } from '../domain/rows.ts';
import { parseDate } from '../domain/run-date.ts';
import { idFault, keyFault, numberFault, optionalTime, shown, timeFault, type Fault } from './cell-faults.ts';

/**
 * From the cells of a RawRow (in the order required + optional of drop.ts) to a row of the domain, or the fault for which it is set aside.
 * Texts are kept as delivered. `arrivedDefault` is the arrival of a row that does not give its own. Source: docs/rules.md#events.
 */
export function parseEvent(cells: readonly string[], arrivedDefault: Instant): EventRow | Fault {
  const [
    eventId = '',
    type = '',
    id = '',
    line = '',
    feature = '',
    timeText = '',
    valueText = '',
    attrsText = '',
    op = '',
    arrivedText = '',
  ] = cells;
  const fault =
    idFault('event_id', eventId) ??
    idFault('entity_type', type) ??
    idFault('entity_id', id) ??
    keyFault('business_line', line) ??
    idFault('feature', feature) ??
    (valueText === '' ? undefined : numberFault('value', valueText)) ??
    attrsFault(attrsText);
  if (fault !== undefined) return fault;
  if (op !== '' && op !== 'upsert' && op !== 'delete') return `op ${shown(op)} is neither upsert nor delete`;
  const time = parseInstant(timeText);
  if (time === undefined) return timeFault('event_time', timeText);
  const arrived = optionalTime('arrived_at', arrivedText) ?? arrivedDefault;
  if (typeof arrived === 'string') return arrived;
  return {
    eventId,
    type,
    id,
    line,
    feature,
    timeText,
    valueText,
    attrsText,
    op: op === 'delete' ? 'delete' : 'upsert',
    time,
    arrived,
  };
}

/** The same of a version of an entity. A blank valid_to is no end; one before valid_from is a fault, one equal to it is not. */
export function parseVersion(cells: readonly string[], arrivedDefault: Instant): VersionRow | Fault {
  const [type = '', id = '', fromText = '', toText = '', attrsText = ''] = cells;
  const fault = idFault('entity_type', type) ?? idFault('entity_id', id) ?? attrsFault(attrsText);
  if (fault !== undefined) return fault;
  const validity = parseValidity(fromText, toText);
  return typeof validity === 'string' ? validity : { type, id, ...validity, attrsText, arrived: arrivedDefault };
}

/** The same of a link, by the rule of versions for its validity. */
export function parseLink(cells: readonly string[], arrivedDefault: Instant): LinkRow | Fault {
  const [opportunityId = '', type = '', id = '', fromText = '', toText = ''] = cells;
  const fault = idFault('opportunity_id', opportunityId) ?? idFault('linked_type', type) ?? idFault('linked_id', id);
  if (fault !== undefined) return fault;
  const validity = parseValidity(fromText, toText);
  return typeof validity === 'string' ? validity : { opportunityId, type, id, ...validity, arrived: arrivedDefault };
}

/** A label without a name is called `label`. */
export function parseLabel(cells: readonly string[]): LabelRow | Fault {
  const [type = '', id = '', asOfText = '', label = '', timeText = '', name = ''] = cells;
  const fault =
    idFault('entity_type', type) ?? idFault('entity_id', id) ?? keyFault('name', name) ?? numberFault('label', label);
  if (fault !== undefined) return fault;
  const asOf = parseDate(asOfText);
  if (asOf === undefined) return `as_of ${shown(asOfText)} is no date, such as 2026-03-01`;
  const labelTime = optionalTime('label_time', timeText);
  if (typeof labelTime === 'string') return labelTime;
  return { type, id, asOf, name: name === '' ? 'label' : name, label, labelTime };
}

interface Validity {
  readonly validFrom: Instant;
  readonly validTo: Instant | undefined;
}

function parseValidity(fromText: string, toText: string): Validity | Fault {
  const validFrom = parseInstant(fromText);
  if (validFrom === undefined) return timeFault('valid_from', fromText);
  const validTo = optionalTime('valid_to', toText);
  if (typeof validTo === 'string') return validTo;
  if (validTo !== undefined && validTo < validFrom) return `valid_to ${toText} lies before valid_from ${fromText}`;
  return { validFrom, validTo };
}

const attrsFault = (text: string): Fault | undefined =>
  parseAttributes(text) === undefined ? `attrs ${shown(text)} is no JSON object, such as {"result":"ok"}` : undefined;
