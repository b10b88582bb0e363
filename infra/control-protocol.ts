import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { DaybreakError, isErrorCode } from '../domain/errors.ts';
import { storeAddresses } from '../domain/store-addresses.ts';

/** What a command says to the supervisor: one JSON document a line, over a connection to 127.0.0.1. */
const request = z.object({
  token: z.string(),
  /**
   * hold: the stack must live as long as this connection; stay: it lives on without one; down: it ends now;
   * leave: this connection no longer holds it.
   */
  ask: z.enum(['hold', 'stay', 'down', 'leave']),
});

/** What the supervisor says: to `hold` how the start goes, until `up` or `failed`; to each other request one answer. */
const reply = z.discriminatedUnion('is', [
  z.object({ is: z.literal('starting'), detail: z.string() }),
  z.object({
    is: z.literal('up'),
    temporal: z.string(),
    ui: z.string(),
    temporalFrom: z.string(),
    stores: storeAddresses.nullable(),
  }),
  z.object({ is: z.literal('failed'), code: z.string(), message: z.string(), next: z.string() }),
  z.object({ is: z.literal('staying') }),
  z.object({ is: z.literal('ending') }),
  /** `last`: nobody else holds it, so it ends now. */
  z.object({ is: z.literal('left'), last: z.boolean() }),
]);

export type ControlRequest = z.infer<typeof request>;
export type ControlReply = z.infer<typeof reply>;

/** Does nothing where the other end has gone. */
export const sendMessage = (socket: Socket, message: ControlRequest | ControlReply): void => {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
};

function onMessages<T>(socket: Socket, schema: z.ZodType<T>, handle: (message: T) => void): void {
  const lines = createInterface({ input: socket });
  // it passes on what the socket met, which would end the process if nobody listened here too; the socket's `close` follows
  lines.on('error', () => undefined);
  lines.on('line', (line) => {
    const message = schema.safeParse(parseJson(line));
    // whoever speaks another language is no client of ours
    if (message.success) handle(message.data);
    else socket.destroy();
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A line that is no request ends the connection. */
export const onRequests = (socket: Socket, handle: (message: ControlRequest) => void): void => {
  onMessages(socket, request, handle);
};

export const onReplies = (socket: Socket, handle: (message: ControlReply) => void): void => {
  onMessages(socket, reply, handle);
};

export const failedReply = ({ code, message, next }: DaybreakError): ControlReply => ({
  is: 'failed',
  code,
  message,
  next,
});

/** The error that `failedReply` was made of; a code of another version becomes STACK_FAILED. */
export const failureIn = ({ code, message, next }: Extract<ControlReply, { is: 'failed' }>): DaybreakError =>
  new DaybreakError(isErrorCode(code) ? code : 'STACK_FAILED', message, next);
