import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { COLUMNS, type SampleTable } from './rows.ts';

/** Writes one `<table>.csv.gz` of a drop, a bounded piece at a time. */
export interface TableWriter {
  write(rows: readonly (readonly string[])[]): Promise<void>;
  /** Rows written so far. */
  rows(): number;
  /** Ends the file; it is whole when the promise is kept. */
  close(): Promise<void>;
}

const PIECE_CHARACTERS = 65_536;

export function openTable(folder: string, table: SampleTable): TableWriter {
  const gzip = createGzip();
  const file = createWriteStream(join(folder, `${table}.csv.gz`));
  const done = pipeline(gzip, file);
  done.catch(() => undefined); // told by the write that fails first, or else by close
  let [piece, rows] = [`${COLUMNS[table]}\n`, 0];

  const flush = async (): Promise<void> => {
    const text = piece;
    piece = '';
    await new Promise<void>((resolve, reject) => {
      gzip.write(text, (error) => {
        if (!error) resolve();
        else done.then(resolve, reject); // the write only knows that the file broke, the pipeline knows why
      });
    });
  };
  const write: TableWriter['write'] = async (more) => {
    for (const cells of more) {
      piece += `${cells.map(escaped).join(',')}\n`;
      rows += 1;
    }
    if (piece.length >= PIECE_CHARACTERS) await flush();
  };
  const close: TableWriter['close'] = async () => {
    await flush();
    gzip.end();
    await done;
  };
  return { write, rows: () => rows, close };
}

const escaped = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
