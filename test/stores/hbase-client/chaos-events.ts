import type { RegionLocation } from '../../../stores/hbase/client/cluster.ts';
import type { HBase } from '../../../stores/hbase/client/hbase.ts';

/** What happens to the regions of a table while somebody reads or writes there. */
export const chaosEvents = (hbase: HBase, table: string) => ({
  /** Takes the region of a row away and brings it back. */
  async bounce(row: Uint8Array): Promise<void> {
    const { region } = await regionOf(hbase, table, row);
    await hbase.admin.unassign(region);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await hbase.admin.assign(region);
  },
  async split(at: Uint8Array): Promise<void> {
    await again(async () => {
      await hbase.admin.split((await regionOf(hbase, table, at)).region, at);
    });
  },
  /** Merges the region of a row with the one behind it. */
  async merge(row: Uint8Array): Promise<void> {
    await again(async () => {
      const { region, next } = await regionOf(hbase, table, row);
      await hbase.admin.merge([region, next]);
    });
  },
});

async function regionOf(hbase: HBase, table: string, row: Uint8Array) {
  const regions = await hbase.admin.regionsOf(table);
  const index = regions.findLastIndex(({ startKey }) => Buffer.compare(startKey, row) <= 0);
  const region: RegionLocation = regions[index]!;
  return { region, next: regions[index + 1]! };
}

/** Daughters of a split can be split or merged only once they are compacted, which the server does by itself soon. */
async function again(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === 240) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
