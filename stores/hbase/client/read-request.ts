import { HBaseError } from './hbase-error.ts';
import type { RegionLocation } from './cluster.ts';
import type { ReadOptions } from './read-options.ts';

/** RegionSpecifier by the region's full name. */
export const regionSpecifier = ({ regionName }: RegionLocation): object => ({ type: 1, value: regionName });

/** The fields that Get and Scan share. */
export function readFields({ families = [], columns = [], timeRange, versions, filter }: ReadOptions): object {
  if (versions !== undefined && !(versions >= 1)) throw new HBaseError('usage', `A read of ${versions} versions.`);
  if (timeRange && !(timeRange.from <= timeRange.to))
    throw new HBaseError('usage', `A read from time ${timeRange.from} to ${timeRange.to}.`);
  const column = [
    ...families.map((family) => ({ family: Buffer.from(family), qualifier: [] })),
    ...columns.map(({ family, qualifiers }) => ({ family: Buffer.from(family), qualifier: qualifiers })),
  ];
  return {
    column,
    ...(timeRange && { timeRange }),
    ...(versions !== undefined && { maxVersions: versions }),
    ...(filter && { filter: { name: filter.name, serializedFilter: filter.bytes } }),
  };
}
