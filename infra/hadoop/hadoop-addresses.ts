import type { StoreAddresses } from '../../domain/store-addresses.ts';
import type { HadoopPorts } from './hadoop-ports.ts';
import { HBASE_NAMESPACE, HDFS_FOLDER, HDFS_USER } from './site-files.ts';

/** Where the local HBase and HDFS on these ports are found. */
export const hadoopAddresses = ({ master, regionServer, nameNodeHttp }: HadoopPorts): StoreAddresses => ({
  hbase: { registry: [`127.0.0.1:${master}`, `127.0.0.1:${regionServer}`], namespace: HBASE_NAMESPACE },
  hdfs: { namenodes: [`http://127.0.0.1:${nameNodeHttp}`], user: HDFS_USER, folder: HDFS_FOLDER },
});
