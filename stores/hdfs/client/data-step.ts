import { z } from 'zod';
import { drained, failureOf, jsonOf } from './answer.ts';
import type { Answer, Call, Exchange } from './exchange.ts';
import { HdfsError } from './hdfs-error.ts';
import type { Ask, Question } from './namenode.ts';
import type { Body } from './send-body.ts';

const location = z.object({ Location: z.string() });

/** The second step of an operation on data: the NameNode says which DataNode, and that one does it. Only the first step is repeated. */
export async function onDataNode(
  ask: Ask,
  exchange: Exchange,
  question: Omit<Question, 'repeatable'>,
  body?: Body,
): Promise<Answer> {
  const first = { ...question, query: { ...question.query, noredirect: true }, repeatable: true };
  const url = await ask(first, datanodeOf);
  const call: Call = { ...question, ...(body === undefined ? {} : { body }) };
  return exchange(url, call);
}

async function datanodeOf(answer: Answer): Promise<URL> {
  const text = answer.status === 307 ? await redirection(answer) : (await jsonOf(answer, location)).Location;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new HdfsError(
    'protocol',
    `${String(answer.details.server)} sends to "${text}", which is no address`,
    answer.details,
  );
}

/** Servers from before `noredirect`, and gateways, redirect instead. */
async function redirection(answer: Answer): Promise<string> {
  const text = answer.headers.location;
  if (text === undefined) throw await failureOf(answer);
  await drained(answer);
  return text;
}
