import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../domain/instant.ts';
import { parseEvent, parseLabel, parseLink, parseVersion } from '../../sources/parse-rows.ts';

const ARRIVED = 42;
const TIME = '2026-03-01T08:30:00+08:00';
const AT = parseInstant('2026-03-01T00:30:00Z');
const EVENT = ['e1', 'user', 'u1', '01', 'call', TIME, '12.50', '{"ring": 3}', '', ''];
const VERSION = ['user', 'u1', TIME, '', '{"stage":"NEW"}'];
const LINK = ['o1', 'user', 'u1', TIME, ''];
const LABEL = ['opportunity', 'o1', '2026-03-01', '1', TIME, ''];

const changed = (cells: readonly string[], at: number, text: string): string[] => cells.with(at, text);

describe('events', () => {
  it('keep their texts as delivered', () => {
    expect(parseEvent(EVENT, ARRIVED)).toEqual({
      eventId: 'e1',
      type: 'user',
      id: 'u1',
      line: '01',
      feature: 'call',
      timeText: TIME,
      valueText: '12.50',
      attrsText: '{"ring": 3}',
      op: 'upsert',
      time: AT,
      arrived: ARRIVED,
    });
  });

  it.each([
    [3, ''],
    [6, ''],
    [6, '0'],
    [6, ' -1.5e3 '],
    [7, ''],
    [8, 'upsert'],
    [8, 'delete'],
    [2, '客'.repeat(133)],
  ])('accept cell %i as %j', (at, text) => {
    expect(parseEvent(changed(EVENT, at, text), ARRIVED)).toBeTypeOf('object');
  });

  it('arrive when they say so', () => {
    expect(parseEvent(changed(EVENT, 9, '2026-03-02T00:00:00Z'), ARRIVED)).toMatchObject({
      arrived: parseInstant('2026-03-02T00:00:00Z'),
    });
  });

  it.each([
    [0, '', 'event_id is empty'],
    [0, '  ', 'event_id is empty'],
    [1, '', 'entity_type is empty'],
    [2, '', 'entity_id is empty'],
    [2, '客'.repeat(134), 'entity_id is longer than 400 bytes'],
    [2, 'a\0b', 'entity_id has a NUL character in it'],
    [2, 'a\nb', 'entity_id has a line break in it'],
    [3, '0\r1', 'business_line has a line break in it'],
    [4, '', 'feature is empty'],
    [5, '', 'event_time is empty'],
    [
      5,
      '2026-03-01 08:30',
      'event_time "2026-03-01 08:30" is no time with Z or an offset, such as 2026-03-01T08:30:00Z',
    ],
    [
      5,
      '2026-02-30T08:30:00Z',
      'event_time "2026-02-30T08:30:00Z" is no time with Z or an offset, such as 2026-03-01T08:30:00Z',
    ],
    [6, '12,5', 'value "12,5" is no decimal number, such as 12.5'],
    [6, '0x10', 'value "0x10" is no decimal number, such as 12.5'],
    [6, ' ', 'value " " is no decimal number, such as 12.5'],
    [6, 'Infinity', 'value "Infinity" is not finite'],
    [6, '-inf', 'value "-inf" is not finite'],
    [6, 'NaN', 'value "NaN" is not finite'],
    [6, '1e999', 'value "1e999" is not finite'],
    [7, '{"a":', 'attrs "{\\"a\\":" is no JSON object, such as {"result":"ok"}'],
    [7, '[1]', 'attrs "[1]" is no JSON object, such as {"result":"ok"}'],
    [7, 'null', 'attrs "null" is no JSON object, such as {"result":"ok"}'],
    [8, 'remove', 'op "remove" is neither upsert nor delete'],
    [9, 'yesterday', 'arrived_at "yesterday" is no time with Z or an offset, such as 2026-03-01T08:30:00Z'],
  ])('with cell %i as %j are set aside', (at, text, fault) => {
    expect(parseEvent(changed(EVENT, at, text), ARRIVED)).toBe(fault);
  });

  it('a delete needs its time too', () => {
    expect(parseEvent(changed(changed(EVENT, 8, 'delete'), 5, ''), ARRIVED)).toBe('event_time is empty');
  });
});

describe('versions and links', () => {
  it('are open without valid_to', () => {
    expect(parseVersion(VERSION, ARRIVED)).toEqual({
      type: 'user',
      id: 'u1',
      validFrom: AT,
      validTo: undefined,
      attrsText: '{"stage":"NEW"}',
      arrived: ARRIVED,
    });
    expect(parseLink(changed(LINK, 4, TIME), ARRIVED)).toEqual({
      opportunityId: 'o1',
      type: 'user',
      id: 'u1',
      validFrom: AT,
      validTo: AT,
      arrived: ARRIVED,
    });
  });

  it.each([
    [parseVersion(changed(VERSION, 1, ''), 0), 'entity_id is empty'],
    [parseVersion(changed(VERSION, 2, ''), 0), 'valid_from is empty'],
    [parseVersion(changed(VERSION, 4, 'NEW'), 0), 'attrs "NEW" is no JSON object, such as {"result":"ok"}'],
    [parseLink(changed(LINK, 0, ''), 0), 'opportunity_id is empty'],
    [parseLink(changed(LINK, 1, ''), 0), 'linked_type is empty'],
    [parseLink(changed(LINK, 2, ''), 0), 'linked_id is empty'],
    [
      parseLink(changed(LINK, 4, 'never'), 0),
      'valid_to "never" is no time with Z or an offset, such as 2026-03-01T08:30:00Z',
    ],
    [
      parseLink(changed(LINK, 4, '2026-01-01T00:00:00Z'), 0),
      `valid_to 2026-01-01T00:00:00Z lies before valid_from ${TIME}`,
    ],
  ])('%# are set aside', (parsed, fault) => {
    expect(parsed).toBe(fault);
  });
});

describe('labels', () => {
  it('are called label where they have no name, and may lack the time they became known', () => {
    expect(parseLabel(LABEL)).toEqual({
      type: 'opportunity',
      id: 'o1',
      asOf: '2026-03-01',
      name: 'label',
      label: '1',
      labelTime: AT,
    });
    expect(parseLabel(changed(changed(LABEL, 4, ''), 5, 'won'))).toMatchObject({ name: 'won', labelTime: undefined });
  });

  it.each([
    [2, '2026-3-1', 'as_of "2026-3-1" is no date, such as 2026-03-01'],
    [3, '', 'label is empty'],
    [3, 'won', 'label "won" is no decimal number, such as 12.5'],
    [3, 'inf', 'label "inf" is not finite'],
    [4, 'soon', 'label_time "soon" is no time with Z or an offset, such as 2026-03-01T08:30:00Z'],
  ])('with cell %i as %j are set aside', (at, text, fault) => {
    expect(parseLabel(changed(LABEL, at, text))).toBe(fault);
  });
});
