import { HBaseError } from './hbase-error.ts';

const NAME = /^(?:([A-Za-z0-9_]+):)?([A-Za-z0-9_][A-Za-z0-9_.-]*)$/;

/** How the protocol names a table. */
export interface TableNameBytes {
  readonly namespace: Uint8Array;
  readonly qualifier: Uint8Array;
}

/** From `namespace:name`, or `name` in the namespace `default`. Throws of kind `usage` for what HBase does not allow. */
export function tableNameBytes(table: string): TableNameBytes {
  const match = NAME.exec(table);
  if (!match?.[2])
    throw new HBaseError('usage', `"${table}" is not a table name: letters, digits, _, - and . are allowed.`);
  return { namespace: Buffer.from(match[1] ?? 'default'), qualifier: Buffer.from(match[2]) };
}

/** As people and meta write it: without the namespace where it is `default`. */
export function tableNameText(name: TableNameBytes): string {
  const namespace = Buffer.from(name.namespace).toString();
  const qualifier = Buffer.from(name.qualifier).toString();
  return namespace === 'default' ? qualifier : `${namespace}:${qualifier}`;
}
