import { attribute, type Attributes } from '../domain/attributes.ts';
import { holds } from '../domain/condition.ts';
import { formatEventSource } from '../domain/data-source.ts';
import { numberOf, roundToMicro } from '../domain/decimal.ts';
import type { BaseFeature } from '../domain/dictionary.ts';
import type { EventRow } from '../domain/rows.ts';
import { addTerm, clearTerms, foldTerms, openTerms, type DayTerms } from './day-terms.ts';
import { encodeDay } from './packed-day.ts';
import { storedAttributes, storedValue } from './stored-text.ts';

/** How the events of one dimension become base values: made once from the dictionary, used for every day. Holds scratch space: one day at a time. */
export interface FoldPlan {
  /** Ascending by dictionary id. */
  readonly rows: readonly FoldRow[];
  /** Rows by business line, then by the feature of the events. */
  readonly byEvent: ReadonlyMap<string, ReadonlyMap<string, EventRows>>;
}

interface FoldRow {
  readonly feature: BaseFeature;
  readonly terms: DayTerms;
}

interface EventRows {
  readonly rows: readonly FoldRow[];
  /** Whether any row looks into the events' attributes; their JSON is read only then. */
  readonly attrs: boolean;
}

/** A day's packed cell, undefined when no row has a value; `overflows` counts values beyond the largest double, which are left out. */
export interface FoldedDay {
  readonly cell: Uint8Array | undefined;
  readonly overflows: number;
}

/** @param features the base features of one dimension, in any order */
export function compileFolds(features: readonly BaseFeature[]): FoldPlan {
  const rows = features.toSorted((a, b) => a.id - b.id).map((feature) => ({ feature, terms: openTerms() }));
  const byEvent = new Map<string, Map<string, EventRows>>();
  for (const row of rows) {
    const { businessLine, source } = row.feature;
    const ofLine = byEvent.get(businessLine) ?? new Map<string, EventRows>();
    byEvent.set(businessLine, ofLine);
    const known = ofLine.get(source.feature) ?? { rows: [], attrs: false };
    ofLine.set(source.feature, { rows: [...known.rows, row], attrs: known.attrs || looksIntoAttributes(row.feature) });
  }
  return { rows, byEvent };
}

// A count is of events, so the attribute that it names is never looked at.
const looksIntoAttributes = ({ source }: BaseFeature): boolean =>
  source.condition?.attr !== undefined || (source.attr !== undefined && source.fold !== 'count');

/**
 * The base values of one entity and day. `events` are the current events of that day; their order changes nothing.
 * Count counts the events that meet the row's condition, also those without a value; the other folds take those that have a number, and
 * without any the row has no value. Sums are correctly rounded, then every value is rounded to 6 decimals.
 * Source: docs/rules.md#fold.
 */
export function foldDay(plan: FoldPlan, events: readonly EventRow[]): FoldedDay {
  for (const { terms } of plan.rows) clearTerms(terms);
  for (const event of events) {
    const rows = plan.byEvent.get(event.line)?.get(event.feature);
    if (rows) addEvent(rows, event);
  }
  return packed(plan);
}

const NONE: Attributes = {};

function addEvent({ rows, attrs: readAttrs }: EventRows, event: EventRow): void {
  const value = storedValue(event.valueText, event.eventId);
  const attrs = readAttrs ? storedAttributes(event.attrsText, event.eventId) : NONE;
  for (const { feature, terms } of rows) {
    const { condition, attr, fold } = feature.source;
    if (condition && !holds(condition, condition.attr === undefined ? value : attribute(attrs, condition.attr)))
      continue;
    const number = fold === 'count' ? 1 : attr === undefined ? value : numberOf(attribute(attrs, attr));
    if (number !== undefined) addTerm(terms, fold, number, event.time);
  }
}

function packed({ rows }: FoldPlan): FoldedDay {
  const ids: number[] = [];
  const values: number[] = [];
  let overflows = 0;
  for (const { feature, terms } of rows) {
    if (terms.count === 0) continue;
    const value = roundToMicro(foldTerms(terms, feature.source.fold));
    if (Number.isFinite(value)) {
      ids.push(feature.id);
      values.push(value);
    } else overflows += 1;
  }
  return { cell: ids.length === 0 ? undefined : encodeDay(ids, values, ids.length), overflows };
}

/**
 * Goes into the hash by which days count as folded. Give it another text with every change of what a fold gives: all days of all types are folded
 * anew then, as they are when a row changes. (A hash of the code would do that after a mended comment, too.)
 */
export const FOLD_REVISION = '';

/** What the folds of a dimension mean, as text: equal texts give equal cells for equal events. Nothing but id, line and data_src is in it. */
export const foldSignature = (features: readonly BaseFeature[]): string =>
  features
    .toSorted((a, b) => a.id - b.id)
    .map(({ id, businessLine, source }) => JSON.stringify([id, businessLine, formatEventSource(source)]))
    .join('\n');
