import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../engine/crc32.ts';
import { npzWriter } from '../../engine/libsvm-npz.ts';
import { readLibsvm } from '../../engine/libsvm-reader.ts';

const npzOf = (text: string, columns: number, cut = text.length): Uint8Array => {
  const writer = npzWriter(columns);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += Math.max(1, cut)) writer.push(bytes.subarray(at, at + Math.max(1, cut)));
  return writer.finish();
};

/** The arrays of a stored archive: numbers of each `.npy`, found by its headers only. */
function arraysOf(npz: Uint8Array): Record<string, { header: string; numbers: Uint8Array }> {
  const view = new DataView(npz.buffer, npz.byteOffset, npz.byteLength);
  const arrays: Record<string, { header: string; numbers: Uint8Array }> = {};
  for (let at = 0; view.getUint32(at, true) === 0x04034b50;) {
    const [size, nameLength] = [view.getUint32(at + 18, true), view.getUint16(at + 26, true)];
    const name = Buffer.from(npz.subarray(at + 30, at + 30 + nameLength)).toString();
    const content = npz.slice(at + 30 + nameLength, at + 30 + nameLength + size);
    expect(view.getUint32(at + 14, true)).toBe(crc32(content));
    const headerEnd = 10 + content[8]! + 256 * content[9]!;
    expect(headerEnd % 64).toBe(0);
    arrays[name] = {
      header: Buffer.from(content.subarray(10, headerEnd)).toString(),
      numbers: content.slice(headerEnd),
    };
    at += 30 + nameLength + size;
  }
  return arrays;
}

const line = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.double({ noNaN: true, noDefaultInfinity: true })), {
    selector: ([column]) => column,
    maxLength: 8,
  })
  .map((cells) =>
    ['0', ...cells.sort((a, b) => a[0] - b[0]).map(([column, x]) => `${column}:${String(x + 0)}`)].join(' '),
  );
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.map((one) => `${one}\n`).join(''));

describe('npzWriter', () => {
  it('holds the cells of the text, wherever its chunks were cut', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 50 }), (lines, cut) => {
        const npz = npzOf(lines, 300, cut);
        expect(Buffer.compare(npz, npzOf(lines, 300))).toBe(0);
        const arrays = arraysOf(npz);
        const { label, rowStart, column, value } = readLibsvm(Buffer.from(lines));
        const of = (name: string): ArrayBuffer => arrays[`${name}.npy`]!.numbers.buffer as ArrayBuffer;
        expect([...new Int32Array(of('indices'))]).toEqual([...column.map((one) => one - 1)]);
        expect([...new BigInt64Array(of('indptr'))].map(Number)).toEqual([...rowStart]);
        expect([...new Float64Array(of('data'))]).toEqual([...value]);
        expect([...new BigInt64Array(of('shape'))]).toEqual([BigInt(label.length), 300n]);
        expect(Buffer.from(of('format')).toString()).toBe('csr');
      }),
      { numRuns: 100 },
    );
  });

  it('refuses more than an archive holds, and says what to set', () => {
    const bytes = 3 * 12 + 2 * 8;
    const written = (mostBytes: number): Uint8Array => {
      const writer = npzWriter(9, mostBytes);
      writer.push(Buffer.from('0 1:1 2:2\n0 9:'));
      writer.push(Buffer.from('3'));
      return writer.finish();
    };
    expect(Buffer.compare(written(bytes), npzOf('0 1:1 2:2\n0 9:3\n', 9))).toBe(0);
    expect(() => written(bytes - 1)).toThrow(
      expect.objectContaining({
        code: 'SETTINGS_INVALID',
        next: expect.stringContaining('files.binary') as unknown,
      }) as Error,
    );
  });

  it('is what Python reads', (ctx) => {
    const python = process.env['DAYBREAK_PYTHON'] ?? 'python3';
    if (spawnSync(python, ['-c', 'import scipy']).status !== 0) {
      ctx.skip(`${python} has no scipy (DAYBREAK_PYTHON may name another): that Python reads the .npz is not tested`);
    }
    const folder = mkdtempSync(join(tmpdir(), 'daybreak-npz-'));
    try {
      writeFileSync(join(folder, 'part-00000.npz'), npzOf('0 1:0 3:0.1\n0\n0 2:-7 5:1e+300\n', 5));
      const program = `
import json, scipy.sparse
m = scipy.sparse.load_npz("part-00000.npz")
m.check_format(full_check=True)
print(json.dumps([list(m.shape), m.indptr.tolist(), m.indices.tolist(), m.data.tolist()]))`;
      const { stdout, stderr } = spawnSync(python, ['-c', program], { cwd: folder, encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual([
        [3, 5],
        [0, 2, 2, 4],
        [0, 2, 1, 4],
        [0, 0.1, -7, 1e300],
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

it('crc32 is zlib’s', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => crc32(bytes) === zlibCrc32(bytes)));
});
