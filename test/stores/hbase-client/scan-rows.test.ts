import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesIndex } from '../../../stores/hbase/client/intern-bytes.ts';
import { decodePieces, rowAssembler, type ScannedCells } from '../../../stores/hbase/client/scan-rows.ts';
import { allCells, type PlainCell } from './cells-plain.ts';
import { blockOf } from './cells-block.ts';

const text = (name: string) => Uint8Array.from(Buffer.from(name));
const cellOf = (row: number, cell: number): PlainCell => ({
  row: text(`row ${row}`),
  family: 'f',
  qualifier: text(`q${cell}`),
  timestamp: 1000 + cell,
  value: text(`${row}/${cell}`),
});

/** Rows of so many cells each. */
const rowLengths = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 12 });

/** The answers of a server that stops wherever `stops` says: 0 goes on, 1 ends the result, 2 the answer too. */
function answersOf(rows: readonly PlainCell[][], stops: readonly number[], flagsRowEnds: boolean): ScannedCells[] {
  const answers: ScannedCells[] = [];
  let results: { cells: PlainCell[]; partial: boolean }[] = [];
  const endAnswer = () => {
    answers.push({
      block: blockOf(results.flatMap(({ cells }) => cells)),
      cellsPerResult: results.map(({ cells }) => cells.length),
      partial: results.map(({ partial }) => partial),
    });
    results = [];
  };
  let place = 0;
  for (const row of rows) {
    let cells: PlainCell[] = [];
    row.forEach((cell, i) => {
      cells.push(cell);
      const stop = stops[place++ % stops.length]!;
      const isLast = i === row.length - 1;
      if (!isLast && stop === 0) return;
      // A server may say that a row goes on although nothing follows.
      results.push({ cells, partial: !isLast || (flagsRowEnds && stop > 0) });
      cells = [];
      if (stop === 2) endAnswer();
    });
  }
  endAnswer();
  return answers;
}

const stops = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 9 });

describe('rows out of answers', () => {
  test('are whole however the server cuts them', () => {
    fc.assert(
      fc.property(rowLengths, stops, fc.boolean(), (lengths, stops, flagsRowEnds) => {
        const rows = lengths.map((length, row) => Array.from({ length }, (_, cell) => cellOf(row, cell)));
        const assembler = rowAssembler(bytesIndex(256));
        const batches = [
          ...answersOf(rows, stops, flagsRowEnds).flatMap((answer) => assembler.add(answer)),
          ...assembler.flush(),
        ];
        expect(batches.flatMap(allCells)).toEqual(rows);
      }),
    );
  });

  test('come in pieces that make the rows, where pieces are asked for', () => {
    fc.assert(
      fc.property(rowLengths, stops, fc.boolean(), (lengths, stops, flagsRowEnds) => {
        const rows = lengths.map((length, row) => Array.from({ length }, (_, cell) => cellOf(row, cell)));
        const batches = answersOf(rows, stops, flagsRowEnds).map((answer) => decodePieces(answer, bytesIndex(256)));
        expect(batches.flatMap(allCells).flat()).toEqual(rows.flat());
        for (const batch of batches) {
          const names = allCells(batch).map(([first]) => Buffer.from(first!.row).toString());
          expect(new Set(names).size).toBe(names.length);
        }
      }),
    );
  });

  test('begin anew after clear', () => {
    const assembler = rowAssembler(bytesIndex(256));
    const block = blockOf([cellOf(1, 0)]);
    expect(assembler.add({ block, cellsPerResult: [1], partial: [true] })).toEqual([]);
    assembler.clear();
    expect(assembler.flush()).toEqual([]);
  });

  test('a result without cells is a protocol error', () => {
    const answer = { block: new Uint8Array(), cellsPerResult: [0], partial: [false] };
    expect(() => rowAssembler(bytesIndex(256)).add(answer)).toThrow('a result without cells');
  });
});
