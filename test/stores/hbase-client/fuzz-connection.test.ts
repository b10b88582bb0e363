import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCluster } from '../../../stores/hbase/client/cluster.ts';
import { HBaseError } from '../../../stores/hbase/client/hbase-error.ts';
import { answerFrame, listen, readRequest, serving } from './transport-fake.ts';

const CALL_TIMEOUT_MS = 150;
const KINDS = ['remote', 'timeout', 'connection', 'protocol', 'security'];

const answers = fc.oneof(
  fc.record({ how: fc.constant('garbage' as const), bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }) }),
  fc.record({ how: fc.constant('cut' as const), at: fc.nat(60) }),
  fc.record({ how: fc.constant('changed' as const), at: fc.nat(60), byte: fc.nat(255) }),
  fc.record({ how: fc.constant('exception' as const), name: fc.string({ maxLength: 40 }), trace: fc.string() }),
  fc.record({ how: fc.constant('good' as const), pieces: fc.integer({ min: 1, max: 9 }) }),
);

test('whatever a server answers, every call ends in time with an answer or a typed error, and nothing is left open', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(answers, { minLength: 1, maxLength: 4 }), async (script) => {
      let next = 0;
      const server = await listen(
        serving((frame, socket) => {
          const { callId } = readRequest(frame);
          const answer = script[next++ % script.length]!;
          const good = answerFrame({
            callId,
            response: { result: { associatedCellCount: 1 } },
            cells: Buffer.from('cells'),
          });
          if (answer.how === 'garbage') socket.write(answer.bytes);
          if (answer.how === 'cut') socket.end(good.subarray(0, answer.at % good.length));
          if (answer.how === 'changed') {
            good[answer.at % good.length] = answer.byte;
            socket.write(good);
          }
          if (answer.how === 'exception') {
            const exception = { exceptionClassName: answer.name, stackTrace: answer.trace };
            socket.write(answerFrame({ callId, exception }));
          }
          if (answer.how === 'good') {
            const size = Math.ceil(good.length / answer.pieces);
            for (let at = 0; at < good.length; at += size) socket.write(good.subarray(at, at + size));
          }
        }),
      );
      const cluster = openCluster({ registry: [server.address], callTimeoutMs: CALL_TIMEOUT_MS });
      const request = { region: { type: 1, value: Buffer.from('t,,1') }, get: { row: Buffer.from('r') } };
      const started = performance.now();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 4 }, () => cluster.call(server.address, 'ClientService', 'Get', request)),
      );
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') continue;
        expect(outcome.reason).toBeInstanceOf(HBaseError);
        expect(KINDS).toContain((outcome.reason as HBaseError).kind);
      }
      expect(performance.now() - started).toBeLessThan(10 * CALL_TIMEOUT_MS);
      await cluster.close();
      expect(cluster.metrics).toMatchObject({ inFlight: 0, connections: 0 });
      await expect.poll(() => server.open.size).toBe(0);
      await server.close();
    }),
    { numRuns: 150 },
  );
});
