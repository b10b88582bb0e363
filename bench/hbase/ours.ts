/** Daybreak's client as a peer of the benchmark: `npx tsx bench/hbase/ours.ts MASTER [REGION SERVER]`, host:port each. */
import { createInterface } from 'node:readline';
import type { CellBatch } from '../../stores/hbase/client/cell-batch.ts';
import { columnPrefix } from '../../stores/hbase/client/filter.ts';
import { connectHBase } from '../../stores/hbase/client/hbase.ts';
import type { Put } from '../../stores/hbase/client/mutation.ts';
import { dataOf } from './task.ts';

const hbase = connectHBase({ registry: process.argv.slice(2) });
const sum = { rows: 0, cells: 0, check: 0 };

function add({ cells, rows, bytes, qualifierEnd, valueStart, valueEnd }: CellBatch): void {
  let check = 0;
  for (let c = 0; c < cells; c++) {
    const end = valueEnd[c] as number;
    check += (end - (valueStart[c] as number)) * 31;
    check += (bytes[end - 1] as number) + (bytes[(qualifierEnd[c] as number) - 1] as number) * 7;
  }
  sum.rows += rows;
  sum.cells += cells;
  sum.check += check;
}

async function putRows(table: string, rows: number, columns: number, batch: number): Promise<void> {
  for (let from = 0; from < rows; from += batch) {
    const puts = Array.from({ length: Math.min(batch, rows - from) }, (_, i): Put => {
      const row = from + i;
      const cells = Array.from({ length: columns }, (_, column) => {
        const qualifier = dataOf.qualifier(column);
        return { family: 'd', qualifier, timestamp: 1, value: dataOf.value(row, column) };
      });
      return { op: 'put', row: dataOf.row(row), cells };
    });
    await hbase.table(table).mutateAll(puts);
  }
  sum.rows = rows;
  sum.cells = rows * columns;
}

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const [task = '', table = '', ...words] = line.split(' ');
  Object.assign(sum, { rows: 0, cells: 0, check: 0 });
  const started = performance.now();
  if (task === 'put') {
    const [rows = 0, columns = 0, batch = 1] = words.map(Number);
    await putRows(table, rows, columns, batch);
  } else {
    const filter = task === 'filtered-scan' ? { filter: columnPrefix(Buffer.from(words[0] ?? '')) } : {};
    for await (const cells of hbase.table(table).scan(filter)) add(cells);
  }
  process.stdout.write(`${performance.now() - started} ${sum.rows} ${sum.cells} ${sum.check}\n`);
}
await hbase.close();
