import { z } from 'zod';
import type { Answer } from './exchange.ts';
import { HdfsError } from './hdfs-error.ts';

/** A page of a folder is below 1 MB; what is far beyond is not from WebHDFS. */
const MOST_BYTES = 64 << 20;

const remoteException = z.object({
  RemoteException: z.object({
    exception: z.string(),
    javaClassName: z.string().optional(),
    message: z.string().nullish(),
  }),
});

/** The JSON of an answer. @throws HdfsError remote where it is an exception, protocol where it is not the JSON that is due */
export async function jsonOf<T>(answer: Answer, shape: z.ZodType<T>): Promise<T> {
  const text = await textOf(answer);
  if (answer.status !== 200) throw exceptionOf(answer, text);
  const parsed = shape.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new HdfsError('protocol', `${place(answer)} answered what WebHDFS does not: ${excerpt(text)}`, answer.details);
}

/** Reads an answer to its end and checks only that all went well. */
export async function endOf(answer: Answer): Promise<void> {
  const text = await textOf(answer);
  if (answer.status !== 200 && answer.status !== 201) throw exceptionOf(answer, text);
}

/** The exception in an answer, whatever its status. */
export async function failureOf(answer: Answer): Promise<HdfsError> {
  return exceptionOf(answer, await textOf(answer));
}

/** Reads an answer that says nothing more, so that its connection can be used again. */
export async function drained(answer: Answer): Promise<void> {
  await textOf(answer);
}

function exceptionOf(answer: Answer, text: string): HdfsError {
  const parsed = remoteException.safeParse(parse(text));
  if (!parsed.success) {
    const what = `${place(answer)} answered ${answer.status} without an exception of HDFS: ${excerpt(text)}`;
    return new HdfsError('protocol', what, answer.details);
  }
  const { exception, javaClassName, message } = parsed.data.RemoteException;
  // A DataNode puts its whole stack behind the first line.
  const line = /^[^\n]*/.exec(message ?? '')?.[0].trim() ?? '';
  return new HdfsError('remote', line === '' ? exception : line, {
    ...answer.details,
    javaClass: javaClassName ?? exception,
  });
}

async function textOf(answer: Answer): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer.bytes()) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) {
      throw new HdfsError('protocol', `${place(answer)} answered more than ${MOST_BYTES} bytes`, answer.details);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const place = ({ details }: Answer): string => `${String(details.server)} (${String(details.operation)})`;

const excerpt = (text: string): string => (text === '' ? 'nothing' : JSON.stringify(text.slice(0, 120)));
