import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameReader } from '../../../stores/hbase/client/frame-reader.ts';
import { connectionFrame, preamble, requestFrame } from '../../../stores/hbase/client/frame-writer.ts';
import { HBaseError } from '../../../stores/hbase/client/hbase-error.ts';
import { descriptorText } from '../../../stores/hbase/client/proto/write-descriptor.ts';
import { messageType, rpcMethod } from '../../../stores/hbase/client/rpc-method.ts';
import { readRequest } from './transport-fake.ts';

const framed = (body: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
};

function frames(chunks: readonly Uint8Array[], maxBytes?: number): string[] {
  const found: string[] = [];
  const reader = frameReader((frame) => found.push(Buffer.from(frame).toString('hex')), maxBytes);
  for (const chunk of chunks) reader.push(chunk);
  return found;
}

const thrown = (run: () => unknown): HBaseError => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(HBaseError);
    return error as HBaseError;
  }
  throw new Error('nothing was thrown');
};

describe('a stream of frames', () => {
  const bodies = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 8 });

  test('is cut at the same places however it arrives', () => {
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (sent, sizes) => {
        const stream = Buffer.concat(sent.map(framed));
        const chunks: Uint8Array[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length]!;
          chunks.push(stream.subarray(at, at + size));
          at += size;
        }
        expect(frames(chunks)).toEqual(sent.map((body) => Buffer.from(body).toString('hex')));
      }),
    );
  });

  test('one byte at a time', () => {
    const stream = Buffer.concat([framed(Buffer.from('one')), framed(Buffer.from('two!'))]);
    expect(frames([...stream].map((byte) => Uint8Array.of(byte)))).toEqual(['6f6e65', '74776f21']);
  });

  test('a frame that was handed out stays as it is', () => {
    const kept: Uint8Array[] = [];
    const reader = frameReader((frame) => kept.push(frame));
    reader.push(framed(Buffer.from('first')).subarray(0, 6));
    reader.push(Buffer.concat([Buffer.from('rst'), framed(Buffer.from('second'))]));
    expect(kept.map(String)).toEqual(['first', 'second'].map((text) => String(Buffer.from(text))));
  });

  test.for([
    ['negative', Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['zero', Buffer.alloc(4)],
    ['more than the limit', Buffer.from([0, 0, 4, 1])],
  ] as const)('a length that is %s is refused at once', ([, bytes]) => {
    expect(thrown(() => frames([bytes], 1024)).kind).toBe('protocol');
  });

  test('what looks like text is named', () => {
    const error = thrown(() => frames([Buffer.from('HTTP/1.1 400 Bad Request')]));
    expect(error.message).toContain('begins with "HTTP", so it is hardly an HBase port');
  });
});

describe('a request', () => {
  const get = rpcMethod('ClientService', 'Get');
  const region = { type: 1, value: Buffer.from('t,,1') };

  test('reads back with header, message and cells', () => {
    const cells = [Buffer.from('abc'), Buffer.from('de')];
    const [head, ...rest] = requestFrame(7, get, { region, get: { row: Buffer.from('r') } }, cells, 1234.4);
    expect(rest).toEqual(cells);
    const whole = Buffer.concat([head!, ...rest]);
    expect(whole.readInt32BE(0)).toBe(whole.length - 4);
    expect(readRequest(whole.subarray(4))).toMatchObject({
      callId: 7,
      method: 'Get',
      timeout: 1234,
      request: { region: { type: 'REGION_NAME' }, get: { row: Buffer.from('r').toString('base64') } },
      cells: Buffer.from('abcde'),
    });
  });

  test('that lacks a required field is refused before it is sent', () => {
    const error = thrown(() => requestFrame(1, get, { region }, [], 1));
    expect([error.kind, error.unsent]).toEqual(['usage', true]);
  });

  test('of a call that does not exist is refused', () => {
    expect(thrown(() => rpcMethod('ClientService', 'toString')).kind).toBe('usage');
  });

  test('larger than a server takes is refused', () => {
    const large = { length: 300 * 1024 * 1024 } as Uint8Array;
    expect(thrown(() => requestFrame(1, get, { region, get: { row: Buffer.from('r') } }, [large], 1)).kind).toBe(
      'usage',
    );
  });
});

describe('the beginning of a connection', () => {
  test('is magic, version and way of logging in', () => {
    expect(Buffer.from(preamble(80)).toString('latin1')).toBe('HBas\0P');
  });

  test('then says who asks for what', () => {
    const bytes = Buffer.from(connectionFrame('ClientService', '王'));
    expect(bytes.readInt32BE(0)).toBe(bytes.length - 4);
    expect(messageType('ConnectionHeader').decode(bytes.subarray(4)).toJSON()).toMatchObject({
      userInfo: { effectiveUser: '王' },
      serviceName: 'ClientService',
      cellBlockCodecClass: 'org.apache.hadoop.hbase.codec.KeyValueCodec',
    });
  });
});

test('the parsed protocol is that of the .proto files', () => {
  const file = new URL('../../../stores/hbase/client/proto/descriptor.ts', import.meta.url);
  expect(readFileSync(file, 'utf8').replace(/\s+$/, '')).toBe(descriptorText().replace(/\s+$/, ''));
});
