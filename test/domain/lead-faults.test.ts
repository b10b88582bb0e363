import { describe, expect, it } from 'vitest';
import { leadFaults } from '../../domain/lead-faults.ts';
import { settingsSchema } from '../../domain/settings.ts';

const MODELS = [
  { name: 'mmoe', manifest: { outputs: ['click', 'deal'] } },
  { name: 'win', manifest: { outputs: ['score'] } },
];

const faults = (settings: object): string[] =>
  leadFaults(settingsSchema.parse({ time_zone: 'UTC', ...settings }), MODELS);
const pushing = (scene: object, fields: object): string[] =>
  faults({ scenes: { claim: scene }, crm: { adapter: 'embedded', push: { claim: { fields } } } });

describe('expressions of the settings', () => {
  it('are sound where they name outputs of the models of their scene', () => {
    expect(faults({})).toEqual([]);
    const fields = { a: { value: 'deal' }, b: { value: 'rank' }, c: { value: 'reasons' }, d: { value: '1 - score' } };
    expect(pushing({ score: 'click + deal' }, fields)).toEqual([]);
  });

  it('are told by the key of the settings that they stand under', () => {
    expect(pushing({ models: ['win'], score: 'click' }, { a: { value: 'win.scor' }, b: { value: 'ranks' } })).toEqual([
      'scenes.claim.score names "click", which no model of the scene gives; there are: win.score',
      'crm.push.claim.fields.a.value names "win.scor", which no model of the scene gives; did you mean win.score?; there are: win.score',
      'crm.push.claim.fields.b.value names "ranks", which no model of the scene gives; there are: win.score',
    ]);
    expect(pushing({ models: [] }, { a: { value: 'date' } })).toEqual([
      'scenes.claim.score is not set, and the scene has no model to rank its leads by',
    ]);
  });

  it('wait for models that are missing', () => {
    expect(pushing({ models: ['win', 'lost'] }, { a: { value: 'lost.score' } })).toEqual([]);
  });
});
