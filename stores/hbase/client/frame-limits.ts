/** What a server of HBase accepts as one request by default (hbase.ipc.max.request.size); its answers stay below it too. */
export const MAX_FRAME_BYTES = 256 * 1024 * 1024;
