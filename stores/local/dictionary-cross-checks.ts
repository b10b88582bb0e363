import { createHash } from 'node:crypto';
import { changedDefinitions } from '../../domain/dictionary-changes.ts';
import { nearestWord } from '../../domain/dictionary-nearest.ts';
import { opportunityNamesOf } from '../../domain/dictionary.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { conflictText, retentionConflicts } from '../../domain/retention.ts';
import { dictionaryClashes, fieldClashes, type NamedCrm } from '../../domain/field-clashes.ts';
import { leadFaults } from '../../domain/lead-faults.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Model } from '../dictionary-store.ts';
import { dimensionFaults } from './dictionary-dimension-checks.ts';
import type { DictionaryFiles } from './dictionary-files.ts';

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** What one file says against another: scenes against models, models and the index against the dictionary's rows. */
export function crossFaults(files: DictionaryFiles): DaybreakError[] {
  const { label, rowsSound, settings, modelNames, models } = files;
  const scenes = settings
    ? [
        ...Object.entries(settings.scenes).flatMap(([scene, { models: wanted }]) =>
          unknownModels(label, scene, wanted, modelNames),
        ),
        ...pushFaults(label, settings),
        ...(settings.crm ? fieldClashes(settings.crm) : []).map((fault) => clash(label, fault)),
        // A model whose manifest cannot be read has outputs that nobody knows.
        ...(models.length === modelNames.length ? expressionFaults(label, settings, models) : []),
      ]
    : [];
  // With faulty rows left out, every feature of theirs would seem unknown.
  return rowsSound
    ? [...scenes, ...dimensionFaults(files), ...retentionFaults(files), ...featureFaults(files, models)]
    : scenes;
}

/** Only scenes have leads. */
const pushFaults = (label: string, { scenes, crm }: Settings): DaybreakError[] =>
  Object.keys(crm?.push ?? {})
    .filter((scene) => !Object.hasOwn(scenes, scene))
    .map((scene) => {
      const near = nearestWord(scene, Object.keys(scenes));
      const hint = near === undefined ? '' : `; did you mean "${near}"?`;
      return new DaybreakError(
        'SETTINGS_INVALID',
        `${label}/settings.yaml: crm.push names "${scene}", and there is no such scene${hint}`,
        `there are: ${Object.keys(scenes).join(', ')}`,
      );
    });

const expressionFaults = (label: string, settings: Settings, models: readonly Model[]): DaybreakError[] =>
  leadFaults(settings, models).map(
    (fault) =>
      new DaybreakError(
        'SETTINGS_INVALID',
        `${label}/settings.yaml: ${fault}`,
        'write rank, reasons, date, model, or arithmetic over outputs of the models of the scene: 0.3 * mmoe.click + 0.7 * mmoe.deal',
      ),
  );

/** CRM fields that other dictionaries write as well; no night is refused for it, but every push. */
export const clashesWith = (
  { label, settings }: DictionaryFiles,
  own: string,
  others: readonly NamedCrm[],
): DaybreakError[] => {
  const crm = settings?.crm;
  if (!crm) return [];
  return others.flatMap((other) =>
    dictionaryClashes({ dictionary: own, crm }, other).map(
      (fault) =>
        new DaybreakError(
          'SETTINGS_INVALID',
          `${label}/settings.yaml: ${fault}`,
          `give each a field of its own; or, where the two never have the same opportunity, say crm.apart_from: [${other.dictionary}]`,
        ),
    ),
  );
};

const clash = (label: string, fault: string): DaybreakError =>
  new DaybreakError(
    'SETTINGS_INVALID',
    `${label}/settings.yaml: ${fault}`,
    'give each scene a field of its own in the CRM',
  );

/** Retention must never change a night. */
function retentionFaults({ label, settings, dictionary }: DictionaryFiles): DaybreakError[] {
  return retentionConflicts(settings?.retention ?? [], dictionary).map(
    (conflict) =>
      new DaybreakError(
        'SETTINGS_INVALID',
        `${label}/settings.yaml: ${conflictText(conflict)}`,
        `keep at least ${conflict.windowDays} days, or shorten the window`,
      ),
  );
}

/** Rows that give a name of the index another meaning; the night refuses them when it grows the index. */
export const indexFaults = ({ label, dictionary, rowsSound, index }: DictionaryFiles): DaybreakError[] =>
  rowsSound ? changedDefinitions(`${label}/dictionary.csv`, dictionary, index, sha256) : [];

/** Models that no scene uses, a sentence each. */
export function modelWarnings({ label, settings, modelNames }: DictionaryFiles): string[] {
  const wanted = Object.values(settings?.scenes ?? {}).map(({ models }) => models);
  const unused = wanted.includes('all') ? [] : modelNames.filter((name) => !wanted.flat().includes(name));
  return unused.map((name) => `${label}/models/${name}: no scene of settings.yaml uses this model`);
}

function unknownModels(
  label: string,
  scene: string,
  wanted: Settings['scenes'][string]['models'],
  there: readonly string[],
): DaybreakError[] {
  if (wanted === 'all') return [];
  return wanted
    .filter((name) => !there.includes(name))
    .map((name) => {
      const near = nearestWord(name, there);
      const hint = near === undefined ? '' : `; did you mean "${near}"?`;
      const message = `${label}/settings.yaml: scenes.${scene}.models names "${name}", and there is no folder models/${name}${hint}`;
      return new DaybreakError('SETTINGS_INVALID', message, `there are: ${there.join(', ') || 'no models'}`);
    });
}

function featureFaults({ label, dictionary, index }: DictionaryFiles, models: readonly Model[]): DaybreakError[] {
  const known = new Set(dictionary.rows.flatMap(opportunityNamesOf));
  const retired = new Set(index.entries.map(({ feature }) => feature).filter((feature) => !known.has(feature)));
  return models.flatMap(({ name, manifest }) =>
    manifest.features
      .filter((feature) => !known.has(feature))
      .map((feature) => {
        const near = nearestWord(feature, known);
        const hint = near === undefined ? '' : `; did you mean "${near}"?`;
        const why = retired.has(feature)
          ? 'no dictionary row makes any more (it is retired)'
          : `no dictionary row makes${hint}`;
        const message = `${label}/models/${name}/manifest.json needs ${feature}, which ${why}`;
        return new DaybreakError(
          'MODEL_FEATURE_UNKNOWN',
          message,
          'put the row, function or window into dictionary.csv, or train the model without it',
        );
      }),
  );
}
