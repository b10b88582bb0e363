import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCsvTable } from '../../sources/csv/open-table.ts';
import type { TableName } from '../../sources/drop.ts';
import { findDrop } from '../../sources/find-files.ts';
import { parseEvent, parseLabel, parseLink, parseVersion } from '../../sources/parse-rows.ts';
import { hasShared, sayNotTested, SHARED } from '../shared.ts';

const PARSERS = { events: parseEvent, entities: parseVersion, links: parseLink, labels: parseLabel } satisfies Record<
  TableName,
  unknown
>;

/** Rows of each table as `zcat FILE | wc -l` counts them, less the header: none of these sets has a line break in a cell. */
const SETS: Record<string, Record<TableName, number>> = {
  bpi2012: { events: 335_747, entities: 57_205, links: 56_491, labels: 12_963 },
  bpi2012_messy: { events: 27_019, entities: 2_370, links: 3_670, labels: 1_535 },
  online_retail: { events: 552_265, entities: 10_774, links: 59_318, labels: 37_713 },
};

sayNotTested();

describe.runIf(hasShared)('real drops', () => {
  it.each(Object.entries(SETS))('%s is read whole without a fault', async (name, counts) => {
    const drop = await findDrop(join(SHARED, 'data', name));
    const seen: Record<string, number> = {};
    for (const { table, path } of drop.parts.flatMap(({ files }) => files)) {
      let last = 1;
      seen[table] = 0;
      for await (const rows of (await openCsvTable(table, path)).rows()) {
        for (const { line, cells, fault } of rows) {
          const row = fault ?? PARSERS[table](cells, 0);
          if (typeof row === 'string') throw new Error(`${path}, line ${line}: ${row}`);
          if (line !== last + 1) throw new Error(`${path}: line ${line} after line ${last}`);
          last = line;
        }
        seen[table] += rows.length;
      }
    }
    expect(seen).toEqual(counts);
  });
});
