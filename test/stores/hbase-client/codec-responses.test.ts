import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBody, readResponse } from '../../../stores/hbase/client/frame-response.ts';
import { HBaseError } from '../../../stores/hbase/client/hbase-error.ts';
import { metaRows } from '../../../stores/hbase/client/meta-cells.ts';
import { rpcMethod } from '../../../stores/hbase/client/rpc-method.ts';
import { answerFrame } from './transport-fake.ts';

const scan = rpcMethod('ClientService', 'Scan');
const bodyOf = (frame: Buffer): Buffer => frame.subarray(4);
const read = (frame: Uint8Array) => readBody(readResponse(frame, 'h:1'), scan, 'h:1');

const kindOf = (run: () => unknown): string => {
  try {
    run();
    return 'none';
  } catch (error) {
    return error instanceof HBaseError ? error.kind : `not typed: ${String(error)}`;
  }
};

const good = answerFrame({
  callId: 3,
  method: 'Scan',
  response: { cellsPerResult: [1, 2], scannerId: 77, moreResults: true },
  cells: Buffer.from('cells of it'),
});

describe('an answer', () => {
  test('reads back with its cells, which are a view', () => {
    const frame = bodyOf(good);
    const { response, cells } = read(frame);
    expect(response).toMatchObject({ cellsPerResult: [1, 2], moreResults: true });
    expect(Buffer.from(cells).toString()).toBe('cells of it');
    expect(cells.buffer).toBe(frame.buffer);
  });

  test('cut off anywhere is of kind protocol', () => {
    const frame = bodyOf(good);
    for (let bytes = 0; bytes < frame.length; bytes++) {
      expect(kindOf(() => read(frame.subarray(0, bytes)))).toBe('protocol');
    }
  });

  test('with bytes nobody announced is of kind protocol', () => {
    expect(kindOf(() => read(Buffer.concat([bodyOf(good), Buffer.from('x')])))).toBe('protocol');
  });

  test('with garbage in the place of anything throws nothing but our errors', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 5), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const frame = Buffer.from(bodyOf(good));
          for (const [at, byte] of changes) frame[at] = byte;
          expect(['none', 'protocol']).toContain(kindOf(() => read(frame)));
        },
      ),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['none', 'protocol']).toContain(kindOf(() => read(bytes)));
        expect(['none', 'protocol']).toContain(kindOf(() => metaRows(bytes)));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an exception', () => {
  const failed = (exceptionClassName: string, stackTrace: string, doNotRetry = false) =>
    readResponse(bodyOf(answerFrame({ callId: 1, exception: { exceptionClassName, stackTrace, doNotRetry } })), 'h:1')
      .error;

  test('is one sentence with server, class and reason', () => {
    const javaClass = 'org.apache.hadoop.hbase.NotServingRegionException';
    const error = failed(javaClass, `${javaClass}: t,,1 is not online\n\tat org.apache...`, true);
    expect(error).toMatchObject({ kind: 'remote', javaClass, server: 'h:1', doNotRetry: true });
    expect(error?.message).toBe('h:1 answers NotServingRegionException: t,,1 is not online');
  });

  test('of a class nobody knows, and without a trace, is one too', () => {
    expect(failed('', '')).toMatchObject({ kind: 'remote', javaClass: '' });
    expect(failed('com.example.OddException', 'odd')?.message).toBe('h:1 answers OddException: odd');
  });
});

describe('cells of meta', () => {
  test('with sizes that do not fit are of kind protocol', () => {
    for (const size of [-1, 0, 3, 0x7fffffff]) {
      const bytes = Buffer.alloc(30);
      bytes.writeInt32BE(size);
      bytes.writeInt32BE(12, 4);
      expect(kindOf(() => metaRows(bytes))).toBe('protocol');
    }
  });
});
