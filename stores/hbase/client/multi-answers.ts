import { HBaseError } from './hbase-error.ts';

/** The fields of MultiResponse that this client reads. */
export interface MultiResponse {
  readonly regionActionResult: readonly RegionActionResult[];
}

interface RegionActionResult {
  readonly resultOrException: readonly ResultOrException[];
  /** The whole region's work failed. */
  readonly exception?: NamedBytes | null;
  /** Whether the condition of a check-and-mutate held. */
  readonly processed: boolean;
}

interface ResultOrException {
  readonly index: number;
  readonly result?: { readonly associatedCellCount: number } | null;
  readonly exception?: NamedBytes | null;
}

interface NamedBytes {
  readonly name: string;
  readonly value: Uint8Array;
}

const FIRST_LINE_CHARS = 500;

/** A Java exception inside an answer, by its class and the first line of its stack trace. */
export function exceptionOf({ name, value }: NamedBytes, server: string): HBaseError {
  const text = Buffer.from(value.subarray(0, FIRST_LINE_CHARS)).toString().split('\n', 1)[0] ?? '';
  const about = text.startsWith(name) ? text.slice(name.length).replace(/^:\s*/, '') : text;
  const message = `${server} answers ${name.slice(name.lastIndexOf('.') + 1)}: ${about}`;
  return new HBaseError('remote', message, { javaClass: name, server });
}

export const unanswered = (what: string, server: string): HBaseError =>
  new HBaseError('protocol', `${server} left ${what} of a Multi without an answer.`, { server });
