import { CrmError, type CrmField, type PreflightFault } from '../crm.ts';
import { at, keysOf } from './place.ts';
import type { Send } from './send.ts';
import type { DescribeSettings, HttpSettings } from './settings.ts';

/**
 * Asks the CRM for its fields where the settings say how, else only whether it answers a read. What will not pass is a fault of all
 * fields. @throws CrmError for any other
 */
export async function preflightFaults(
  send: Send,
  { describe, fields: mapped, read: { check } }: HttpSettings,
  fields: readonly CrmField[],
  read: (ids: readonly string[], fields: readonly string[]) => Promise<unknown>,
): Promise<PreflightFault[]> {
  try {
    if (!describe) {
      await read(
        [check],
        fields.map(({ name }) => name),
      );
      return [];
    }
    const answer = await send(describe, {});
    if (answer.state === 'rejected') return [{ field: undefined, reason: answer.reason }];
    const theirs = theirFields(at(answer.json, describe.fields), describe);
    if (!theirs) return [{ field: undefined, reason: `${describe.path} gives no fields at ${describe.fields}` }];
    return fields.flatMap((field) => {
      const place = Object.hasOwn(mapped, field.name) ? (mapped[field.name] ?? '') : field.name;
      const found = theirs.get(place) ?? theirs.get(keysOf(place).at(-1) ?? '');
      const reason = found === undefined ? `there is no field ${place}` : faultOf(found, field, describe);
      return reason === undefined ? [] : [{ field: field.name, reason }];
    });
  } catch (error) {
    if (error instanceof CrmError && error.trouble === 'permanent')
      return [{ field: undefined, reason: error.message }];
    throw error;
  }
}

function theirFields(found: unknown, { name }: DescribeSettings): Map<string, unknown> | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  if (name === undefined) return new Map(Object.entries(found));
  const list: unknown[] = Object.values(found);
  return new Map(list.map((field) => [String(at(field, name)), field]));
}

function faultOf(theirs: unknown, field: CrmField, describe: DescribeSettings): string | undefined {
  const { name, type, digits = 0, characters = 0 } = field;
  const said = (place: string | undefined): unknown => (place === undefined ? undefined : at(theirs, place));
  const words = describe.types[type];
  const theirType = said(describe.type);
  const word = typeof theirType === 'string' ? theirType : JSON.stringify(theirType ?? null);
  if (theirType !== undefined && words && !words.includes(word))
    return `${name} is a ${word}, and a ${type} is one of ${words.join(', ')}`;
  const tooFew = (most: unknown, wanted: number): most is number => typeof most === 'number' && most < wanted;
  const decimals = said(describe.digits);
  if (type === 'number' && tooFew(decimals, digits))
    return `${name} takes ${decimals} decimals, and ${digits} are to be written`;
  const length = said(describe.characters);
  if (type === 'text' && tooFew(length, characters))
    return `${name} takes ${length} characters, and ${characters} may be written`;
  if (said(describe.writable) === false) return `this user may not write ${name}`;
  return undefined;
}
