import { z } from 'zod';

const hostPort = z.string().regex(/^[^\s:/]+:\d+$/, 'must be host:port');

/** Where rows and files of a cluster live: the content of `stores.yaml`, and what workers are told of a local one. */
export const storeAddresses = z.strictObject({
  hbase: z.strictObject({
    /** host:port of masters or region servers, any of which can tell of all others. */
    registry: z.array(hostPort).min(1).readonly(),
    /** Holds all tables of Daybreak. */
    namespace: z.string().regex(/^\w+$/, 'must be letters, digits and _'),
  }),
  hdfs: z.strictObject({
    /** http(s)://host:port of every NameNode's web address; two where it is highly available. */
    namenodes: z
      .array(z.url({ protocol: /^https?$/ }))
      .min(1)
      .readonly(),
    user: z.string().min(1),
    /** An absolute path that the user may write in. */
    folder: z.string().regex(/^\/./, 'must be an absolute path'),
  }),
});

export type StoreAddresses = z.infer<typeof storeAddresses>;
