import { DaybreakError } from '../../domain/errors.ts';
import { sortException } from './client/exceptions.ts';
import { HBaseError } from './client/hbase-error.ts';

/** What the client or the server threw, as an error that names the store; what is not of the store, such as a listener's own, stays what it is. */
export function storeError(thrown: unknown, place: string): unknown {
  if (!(thrown instanceof HBaseError)) return thrown;
  const at = thrown.server === undefined ? '' : ` at ${thrown.server}`;
  const message = `the feature store ${place} failed${at}: ${firstLine(thrown.message)}`;
  if (isDenied(thrown))
    return new DaybreakError('NO_PERMISSION', message, 'give this user the right to read and write its tables', thrown);
  if (isAway(thrown))
    return new DaybreakError(
      'STORE_UNREACHABLE',
      message,
      'look whether HBase is up and its addresses are right (`daybreak doctor`), then run the same command again',
      thrown,
    );
  return new DaybreakError(
    'STORE_FAILED',
    message,
    'run the same command again, and `daybreak doctor` if it fails again',
    thrown,
  );
}

const isDenied = ({ kind, javaClass }: HBaseError): boolean =>
  kind === 'security' || (kind === 'remote' && javaClass?.endsWith('AccessDeniedException') === true);

/** No answer, or one that a server gives while a region is on its way or it cannot keep up. */
const isAway = (error: HBaseError): boolean =>
  ['connection', 'timeout'].includes(error.kind) ||
  (error.kind === 'remote' && ['relocate', 'backoff', 'reconnect'].includes(sortException(error)));

/** A Java server sends its whole stack trace as the message. */
const firstLine = (message: string): string => message.split('\n', 1)[0] ?? '';

/** The same methods; what they throw, also in the middle of a stream, names the store. */
export function withNamedErrors<Store extends object>(store: Store, place: string): Store {
  const named = Object.entries(store).map(([name, method]: [string, Method]) => [
    name,
    (...args: readonly unknown[]): unknown => {
      const answer = method(...args);
      return answer instanceof Promise ? namedPromise(answer, place) : namedStream(answer, place);
    },
  ]);
  return Object.fromEntries(named) as Store;
}

type Method = (...args: readonly unknown[]) => Promise<unknown> | AsyncIterable<unknown>;

const namedPromise = (answer: Promise<unknown>, place: string): Promise<unknown> =>
  answer.catch((thrown: unknown) => {
    throw storeError(thrown, place);
  });

async function* namedStream(items: AsyncIterable<unknown>, place: string): AsyncGenerator {
  try {
    yield* items;
  } catch (thrown) {
    throw storeError(thrown, place);
  }
}
