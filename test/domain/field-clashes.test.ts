import { describe, expect, it } from 'vitest';
import { crmSchema, type CrmSettings } from '../../domain/crm-settings.ts';
import { dictionaryClashes, fieldClashes } from '../../domain/field-clashes.ts';

const VALUE = { value: 'win.score' };
const crm = (push: object, more: object = {}): CrmSettings => crmSchema.parse({ adapter: 'embedded', push, ...more });
const WHY = "so each would take the other's values for edits of people";

describe('two scenes of a dictionary', () => {
  it('may write what they like, as long as no field is written by both', () => {
    const [claim, match] = [{ fields: { score: VALUE, rank: VALUE } }, { fields: { score_match: VALUE } }];
    expect(fieldClashes(crm({ claim, match }))).toEqual([]);
  });

  it('that write one field are told, with the field and both places in the settings', () => {
    const [claim, match] = [{ fields: { score: VALUE } }, { fields: { why: VALUE, score: VALUE } }];
    expect(fieldClashes(crm({ claim, match }))).toEqual([
      `crm.push.claim.fields.score and crm.push.match.fields.score both write the CRM's field score, ${WHY}`,
    ]);
  });

  it('clash by the field that is really written: a shadow, or one whose shadow stands for it', () => {
    const shadowed = { fields: { score: VALUE }, shadow: { score: 'score_next' } };
    expect(fieldClashes(crm({ claim: shadowed, match: { fields: { score: VALUE } } }))).toEqual([]);
    expect(fieldClashes(crm({ claim: shadowed, match: { fields: { score_next: VALUE } } }))).toEqual([
      `crm.push.claim.shadow.score and crm.push.match.fields.score_next both write the CRM's field score_next, ${WHY}`,
    ]);
  });

  it('clash where the CRM takes two names for one field', () => {
    const scenes = { claim: { fields: { score__c: VALUE } }, match: { fields: { Score__c: VALUE } } };
    expect(fieldClashes(crm(scenes))).toEqual([]);
    expect(fieldClashes(crm(scenes, { adapter: 'salesforce' }))).toHaveLength(1);
    const names = { claim: { fields: { a: VALUE } }, match: { fields: { b: VALUE } } };
    const connection = { fields: { a: 'custom.score', b: 'custom.score' } };
    expect(fieldClashes(crm(names, { adapter: 'http', connection }))).toHaveLength(1);
    expect(fieldClashes(crm(names, { adapter: 'http' }))).toEqual([]);
  });
});

describe('one scene', () => {
  it('does not write a field twice, and has no shadow of a field that it does not have', () => {
    const twice = { fields: { a: VALUE, b: VALUE }, shadow: { a: 'b' } };
    expect(fieldClashes(crm({ claim: twice }))).toEqual([
      `crm.push.claim.shadow.a and crm.push.claim.fields.b both write the CRM's field b, ${WHY}`,
    ]);
    expect(fieldClashes(crm({ claim: { fields: { score: VALUE }, shadow: { scor: 'score_next' } } }))).toEqual([
      'crm.push.claim.shadow names "scor", which is no field of the scene; did you mean score?',
    ]);
  });
});

describe('two dictionaries', () => {
  const push = { claim: { fields: { score: VALUE, mine: VALUE } } };
  const named = (dictionary: string, more: object = {}) => ({ dictionary, crm: crm(push, more) });
  const tryton = (more: object) => ({
    adapter: 'tryton',
    connection: { url: 'https://crm.example.com', database: 'sales', user: 'daybreak', ...more },
  });

  it('clash where they write one field of the same records, whoever logs in', () => {
    const [north, south] = [
      named('north', tryton({})),
      named('south', tryton({ user: 'other', url: 'https://crm.example.com/' })),
    ];
    expect(dictionaryClashes(north, south)[0]).toBe(
      `crm.push.claim.fields.score writes the CRM's field score, and so does crm.push.claim.fields.score of the dictionary south, ${WHY}`,
    );
    expect(dictionaryClashes(north, south, 'match')).toEqual([]);
    expect(dictionaryClashes(north, named('south', tryton({ model: 'sale.opportunity' })))).toHaveLength(2);
  });

  it('do not where the records are others', () => {
    const others = [{ database: 'other' }, { model: 'party.party' }, { url: 'https://crm.example.org' }];
    for (const other of others)
      expect(dictionaryClashes(named('north', tryton({})), named('south', tryton(other)))).toEqual([]);
    expect(dictionaryClashes(named('north'), named('south'))).toEqual([]);
    const folder = { connection: { folder: 'crm-records/all' } };
    expect(dictionaryClashes(named('north', folder), named('south', folder))).toHaveLength(2);
  });

  it('do not where one of them says that it has other opportunities', () => {
    const [north, south] = [named('north', { ...tryton({}), apart_from: ['south'] }), named('south', tryton({}))];
    expect([...dictionaryClashes(north, south), ...dictionaryClashes(south, north)]).toEqual([]);
    expect(dictionaryClashes(north, named('east', tryton({})))).toHaveLength(2);
  });
});
