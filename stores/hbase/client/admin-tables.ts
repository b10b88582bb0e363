import { runProcedure } from './admin-procedure.ts';
import type { Cluster } from './cluster.ts';
import { HBaseError } from './hbase-error.ts';
import { notFound } from './meta-table.ts';
import { tableNameBytes, tableNameText, type TableNameBytes } from './table-name.ts';
import { schemaOf, specOf, type TableSchema, type TableSpec } from './table-spec.ts';

const JAVA = 'org.apache.hadoop.hbase.';

/** Throws NamespaceNotFoundException, TableExistsException (`remote`), or what else the master finds wrong. */
export async function createTable(cluster: Cluster, spec: TableSpec): Promise<void> {
  await runProcedure(cluster, 'CreateTable', { tableSchema: schemaOf(spec), splitKeys: spec.splitKeys ?? [] });
}

/** Replaces what the master knows of the table, families too: one that is left out is deleted with its data. */
export async function modifyTable(cluster: Cluster, spec: TableSpec): Promise<void> {
  await runProcedure(cluster, 'ModifyTable', { tableName: tableNameBytes(spec.name), tableSchema: schemaOf(spec) });
}

/** Only a disabled one: TableNotDisabledException (`remote`). */
export async function deleteTable(cluster: Cluster, table: string): Promise<void> {
  await runProcedure(cluster, 'DeleteTable', { tableName: tableNameBytes(table) });
}

/** Throws TableNotEnabledException (`remote`) where it is disabled already. */
export async function disableTable(cluster: Cluster, table: string): Promise<void> {
  await runProcedure(cluster, 'DisableTable', { tableName: tableNameBytes(table) });
}

/** Throws TableNotDisabledException (`remote`) where it is enabled already. */
export async function enableTable(cluster: Cluster, table: string): Promise<void> {
  await runProcedure(cluster, 'EnableTable', { tableName: tableNameBytes(table) });
}

/** Takes all rows out of a disabled table and enables it. */
export async function truncateTable(cluster: Cluster, table: string, keepSplits: boolean): Promise<void> {
  await runProcedure(cluster, 'truncateTable', { tableName: tableNameBytes(table), preserveSplits: keepSplits });
}

/** `namespace:name` of each (without the namespace where it is `default`), ascending; empty where there is no such namespace. */
export async function listTables(cluster: Cluster, namespace: string): Promise<readonly string[]> {
  const request = { namespaceName: namespace };
  try {
    const { tableName } = await master<{ tableName: TableNameBytes[] }>(cluster, 'ListTableNamesByNamespace', request);
    return tableName.map(tableNameText).sort();
  } catch (error) {
    if (isRemote(error, 'NamespaceNotFoundException')) return [];
    throw error;
  }
}

export async function tableExists(cluster: Cluster, table: string): Promise<boolean> {
  const name = tableNameBytes(table);
  const tables = await listTables(cluster, Buffer.from(name.namespace).toString());
  return tables.includes(tableNameText(name));
}

/** As the server has it, its defaults filled in. Throws TableNotFoundException (`remote`). */
export async function describeTable(cluster: Cluster, table: string): Promise<TableSpec> {
  const request = { tableNames: [tableNameBytes(table)] };
  const { tableSchema } = await master<{ tableSchema: TableSchema[] }>(cluster, 'GetTableDescriptors', request);
  const schema = tableSchema[0];
  if (schema === undefined) throw notFound(table);
  return specOf(schema);
}

/** Does nothing where it exists. */
export async function ensureNamespace(cluster: Cluster, namespace: string): Promise<void> {
  const known = await master<{ namespaceName: string[] }>(cluster, 'ListNamespaces', {});
  if (known.namespaceName.includes(namespace)) return;
  try {
    await runProcedure(cluster, 'CreateNamespace', { namespaceDescriptor: { name: Buffer.from(namespace) } });
  } catch (error) {
    // someone else was faster
    if (!isRemote(error, 'NamespaceExistException')) throw error;
  }
}

async function master<R>(cluster: Cluster, method: string, request: object): Promise<R> {
  const result = await cluster.withMaster((server) => cluster.call<R>(server, 'MasterService', method, request));
  return result.response;
}

const isRemote = (error: unknown, name: string): boolean =>
  error instanceof HBaseError && error.javaClass === `${JAVA}${name}`;
