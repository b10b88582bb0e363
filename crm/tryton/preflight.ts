import type { CrmField, PreflightFault } from '../crm.ts';
import type { TrytonField, TrytonModel } from './model.ts';
import { FIELD_TYPES } from './value.ts';

/** What `fields_get` and the user's rights say before anything is written. @throws CrmError */
export async function preflight(
  model: TrytonModel,
  idField: string,
  fields: readonly CrmField[],
): Promise<readonly PreflightFault[]> {
  const faults: PreflightFault[] = [];
  const fault = (field: string | undefined, reason: string): void => {
    faults.push({ field, reason });
  };
  const rights = await model.rights();
  if (!rights.read) fault(undefined, `this user may not read ${model.name}`);
  if (!rights.write) fault(undefined, `this user may not write ${model.name}`);
  const present = await model.fieldsNow([idField, ...fields.map(({ name }) => name)]);
  const idType = present.get(idField)?.type;
  if (idType !== 'char' && idType !== 'integer') {
    fault(undefined, `${idField} of ${model.name} cannot hold the opportunity's id: it is ${idType ?? 'not there'}`);
  }
  for (const field of fields) {
    const reason = reasonAgainst(field, present.get(field.name));
    if (reason !== undefined) fault(field.name, reason);
  }
  return faults;
}

function reasonAgainst({ name, type, digits = 0 }: CrmField, field: TrytonField | undefined): string | undefined {
  if (field === undefined) return `there is no field ${name}`;
  if (FIELD_TYPES[field.type] !== type) return `it is of type ${field.type} and does not take a ${type}`;
  if (field.readonly) return 'this user may not write it';
  const most = field.type === 'integer' ? 0 : field.digits;
  if (type === 'number' && most !== undefined && digits > most) return `it keeps ${most} decimals, not ${digits}`;
  return undefined;
}
