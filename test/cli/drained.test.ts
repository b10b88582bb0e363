import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { drained } from '../../cli/drained.ts';

const listeners = (stream: PassThrough): number => stream.listenerCount('error') + stream.listenerCount('drain');

it('waits for the reader again and again, and leaves no listener behind', async () => {
  const stream = new PassThrough({ highWaterMark: 1 });
  const before = listeners(stream);
  for (let i = 0; i < 20; i++) {
    expect(stream.write('more than it holds')).toBe(false);
    const waiting = drained(stream);
    stream.read();
    await waiting;
  }
  expect(listeners(stream)).toBe(before);
});

it('ends when the reader is gone', async () => {
  const stream = new PassThrough({ highWaterMark: 1 });
  stream.on('error', () => undefined);
  stream.write('nobody reads it');
  const waiting = drained(stream);
  stream.destroy(new Error('EPIPE'));
  await waiting;
});
