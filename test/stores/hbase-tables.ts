import { TABLES, type TableName } from '../../infra/hbase/tables.ts';
import type { HBase } from '../../stores/hbase/client/hbase.ts';
import { tableName } from '../../stores/hbase/tables.ts';

/** Every region costs the server memory, and the test files share one server: the tables of a test go with it. */
export async function dropTables(hbase: HBase, dictionary: string): Promise<void> {
  const names = (Object.keys(TABLES) as TableName[]).map((name) =>
    tableName({ namespace: 'contract', dictionary }, name),
  );
  await Promise.all(
    names.map(async (name) => {
      if (!(await hbase.admin.tableExists(name))) return;
      await hbase.admin.disableTable(name);
      await hbase.admin.deleteTable(name);
    }),
  );
}
