import type { CrmField, PreflightFault } from '../crm.ts';
import { columnFault } from './column-fault.ts';
import type { RecordTable } from './connection.ts';
import { ID_TYPES } from './record-id.ts';
import type { TableShape } from './table-shape.ts';

/** What would make a push of these fields fail. */
export function preflightFaults(
  fields: readonly CrmField[],
  records: RecordTable,
  shape: TableShape,
): PreflightFault[] {
  const general = generalFaults(records, shape).map((reason) => ({ field: undefined, reason }));
  const ofFields = fields.flatMap((field): PreflightFault[] => {
    const reason = field.name === records.id ? 'it holds the ids' : columnFault(field, shape.columns.get(field.name));
    return reason === undefined ? [] : [{ field: field.name, reason }];
  });
  return [...general, ...ofFields];
}

function generalFaults({ id, version }: RecordTable, shape: TableShape): string[] {
  const column = shape.columns.get(id);
  return [
    ...(shape.readOnly ? ['the server takes no writes: it is a standby or set to read only'] : []),
    ...idFault(id, column?.type, column?.maySelect ?? false),
    ...(column && shape.idUnique === false
      ? [`the column ${id} has no unique index of its own, so that an id may stand for several records`]
      : []),
    ...(version !== undefined && !shape.columns.has(version)
      ? [`the table has no column ${version}, which is named as version`]
      : []),
    ...(shape.maySelectVersion || (version !== undefined && !shape.columns.has(version))
      ? []
      : [`this user has no right to SELECT ${version ?? 'xmin'}, by which a person's change is noticed`]),
  ];
}

function idFault(id: string, type: string | undefined, maySelect: boolean): string[] {
  if (type === undefined) return [`the table has no column ${id}, which is named as id`];
  if (!ID_TYPES.includes(type))
    return [`the column ${id} is of type ${type}, an id needs one of ${ID_TYPES.join(', ')}`];
  return maySelect ? [] : [`this user has no right to SELECT the column ${id}`];
}
