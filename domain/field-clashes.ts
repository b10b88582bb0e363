import type { CrmSettings } from './crm-settings.ts';
import { nearestWord } from './dictionary-nearest.ts';
import { crmPlace } from './crm-place.ts';

/**
 * What is wrong with the CRM's fields that the scenes of one settings.yaml write, a sentence each without its full stop: two of them write
 * the same one, and would take each other's values for edits of people; or a shadow stands for no field.
 */
export const fieldClashes = (crm: CrmSettings): string[] => [
  ...strayShadows(crm),
  ...shared(writtenFields(crm)).map(
    ([one, other]) => `${one.key} and ${other.key} both write the CRM's field ${one.target}, ${WHY}`,
  ),
];

/**
 * The same between two dictionaries that write into the same records, as far as their settings tell; empty where one of them says that it has
 * other opportunities (`apart_from`). @param scene of `own`; left out for all of them
 */
export function dictionaryClashes(own: NamedCrm, other: NamedCrm, scene?: string): string[] {
  const place = crmPlace(own.crm);
  if (place === undefined || place !== crmPlace(other.crm)) return [];
  if (own.crm.apart_from.includes(other.dictionary) || other.crm.apart_from.includes(own.dictionary)) return [];
  const theirs = new Map(writtenFields(other.crm).map((field) => [field.place, field]));
  return writtenFields(own.crm)
    .filter((field) => scene === undefined || field.scene === scene)
    .flatMap((field) => {
      const taken = theirs.get(field.place);
      if (!taken) return [];
      return [
        `${field.key} writes the CRM's field ${field.target}, and so does ${taken.key} of the dictionary ${other.dictionary}, ${WHY}`,
      ];
    });
}

export interface NamedCrm {
  readonly dictionary: string;
  readonly crm: CrmSettings;
}

const WHY = "so each would take the other's values for edits of people";

interface WrittenField {
  readonly scene: string;
  /** In settings.yaml. */
  readonly key: string;
  /** As the settings name the CRM's field. */
  readonly target: string;
  /** The same for two names of one field. */
  readonly place: string;
}

const writtenFields = (crm: CrmSettings): WrittenField[] =>
  Object.entries(crm.push).flatMap(([scene, { fields, shadow }]) =>
    Object.keys(fields).map((name) => {
      const shadowed = Object.hasOwn(shadow, name) ? shadow[name] : undefined;
      const target = shadowed ?? name;
      const key = `crm.push.${scene}.${shadowed === undefined ? 'fields' : 'shadow'}.${name}`;
      return { scene, key, target, place: placeOf(crm, target) };
    }),
  );

/** Salesforce does not tell capitals apart; the settings of the HTTP adapter may give two names one place. */
function placeOf({ adapter, connection }: CrmSettings, target: string): string {
  if (adapter === 'salesforce') return target.toLowerCase();
  const places = adapter === 'http' ? connection['fields'] : undefined;
  if (typeof places !== 'object' || places === null) return target;
  const place: unknown = Object.entries(places).find(([name]) => name === target)?.[1];
  return typeof place === 'string' ? place : target;
}

/** Each field that an earlier one writes as well, behind the first of them. */
function shared(fields: readonly WrittenField[]): (readonly [WrittenField, WrittenField])[] {
  const first = new Map<string, WrittenField>();
  return fields.flatMap((field) => {
    const taken = first.get(field.place);
    if (!taken) first.set(field.place, field);
    return taken ? [[taken, field] as const] : [];
  });
}

/** The field whose shadow it was meant to be would be written itself. */
const strayShadows = ({ push }: CrmSettings): string[] =>
  Object.entries(push).flatMap(([scene, { fields, shadow }]) =>
    Object.keys(shadow)
      .filter((name) => !Object.hasOwn(fields, name))
      .map((name) => {
        const near = nearestWord(name, Object.keys(fields));
        const hint = near === undefined ? '' : `; did you mean ${near}?`;
        return `crm.push.${scene}.shadow names "${name}", which is no field of the scene${hint}`;
      }),
  );
